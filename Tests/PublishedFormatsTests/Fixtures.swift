import Foundation

/// Small files in published layouts, written with CPython 3 (`pickle`, `bz2`, `zipfile`) and numpy,
/// so that the readers are tested against another implementation's output.
enum Fixtures {
    /// A torch archive of the list 0.5, 1.5, … 26.5, as `torch.save` lays it out.
    static let helpLatencies = decoded(
        """
        UEsDBBQAAAAAAAAAIQBnYwJR+wAAAPsAAAAQAAAAYXJjaGl2ZS9kYXRhLnBrbIACXXEAKEc/4AAAAAAAAEc/+AAA
        AAAAAEdABAAAAAAAAEdADAAAAAAAAEdAEgAAAAAAAEdAFgAAAAAAAEdAGgAAAAAAAEdAHgAAAAAAAEdAIQAAAAAA
        AEdAIwAAAAAAAEdAJQAAAAAAAEdAJwAAAAAAAEdAKQAAAAAAAEdAKwAAAAAAAEdALQAAAAAAAEdALwAAAAAAAEdA
        MIAAAAAAAEdAMYAAAAAAAEdAMoAAAAAAAEdAM4AAAAAAAEdANIAAAAAAAEdANYAAAAAAAEdANoAAAAAAAEdAN4AA
        AAAAAEdAOIAAAAAAAEdAOYAAAAAAAEdAOoAAAAAAAGUuUEsDBBQAAAAAAAAAIQDRnmdVAgAAAAIAAAAPAAAAYXJj
        aGl2ZS92ZXJzaW9uMwpQSwECFAMUAAAAAAAAACEAZ2MCUfsAAAD7AAAAEAAAAAAAAAAAAAAAgAEAAAAAYXJjaGl2
        ZS9kYXRhLnBrbFBLAQIUAxQAAAAAAAAAIQDRnmdVAgAAAAIAAAAPAAAAAAAAAAAAAACAASkBAABhcmNoaXZlL3Zl
        cnNpb25QSwUGAAAAAAIAAgB7AAAAWAEAAAAA
        """)

    /// The strings of the tiny space and their numbers, as HELP publishes its order; bzip2, protocol 2.
    static let helpOrder = decoded(
        """
        QlpoOTFBWSZTWSdCaS4AAcF/wH////gASWAAAAgAQAop6wdAADAA+UwzQTNNJgNPUT9T1GgAAIZH/6qoBo0AaYQG
        gBiNBspRI0yA0ZGgA0wm00np5BBCH990EKpcKpVVVVVVVVVVVVV1BCqVW3iEL8CSE6MmXp6uvs7e7NKmYJ6Pw0lV
        WpVltzDTR0IOhCQAb1CRJABIhIlGMsbgIXBDiELwhaEEIWhC4IXhDDFAhqxBDgENBJcSUSUSUSUSXhCwksJLLUEG
        37+sAAAAAAAAAAAAAs/i7kinChIE6E0lwA==
        """)

    /// The strings of the tiny space under `meta_archs`, as in NATS-Bench's meta file.
    static let natsMeta = decoded(
        """
        QlpoOTFBWSZTWVmiC6sAAXT/4FwYIEgISXAAAAkAAq9v30dABIYAMADYQpv1VIAAAAAA0aDAA0aGjCMmg0aaAwRU
        9VTJtT1PSHogMI0ZDZpTSUDsxqq6unQqo4fyAnDM8d/xiV18C3FuUePOzLDbdnUe+n43csFHJR1F+NVGl6jFG1Rt
        Ua39ajY6FH0sprJm+vD1z3KNOajyQ/UIhEIhEIhEIhgo/e/LRKSSSSSQACIIgiAAARAAIgAFPumj5gnKdESnOqrb
        PR+iU5Tfv4u5IpwoSCzRBdWA
        """)

    /// The same with the strings of 1 and 2 exchanged.
    static let wrongMeta = decoded(
        """
        QlpoOTFBWSZTWVCTphgAAV374VQQAEAASWAAAAKqa90HQAQGAAABMAC4hE96qoANAaAGmgxpiMI0wAAAipqh6mg0
        AGjYSJSf0rXBdLKNNEBNXe3i21R2Z0UcqKPBR7VUcFGSjNRmo1UcaTUaxNRzUckPqEIQhCEIQhCEIUUfl74RIAAA
        EhISAAhCQAKikAML6tbCWq32/fjKtVsf38XckU4UJBQk6YYA
        """)

    /// Results after 2 epochs of NAS-Bench-201's index 0, in the layout of NATS-Bench. Seeds 777 and
    /// 888: `cifar10-valid` 50 and 51 (x-valid), `cifar10` 60 and 61 (ori-test); seed 777: `cifar100`
    /// 30 (x-valid) and 29 (x-test); 0.25 million parameters, 15.5 million FLOPs.
    static let natsCell0 = decoded(
        """
        QlpoOTFBWSZTWRJyR/gAAgz/8///tYIMb/jHzLuQAr/v339F5A4AAAFAACAAQEDAAlwNqiLDJBI1PU9Iekw1Mnqe
        p6nqaA0BoAAPUAAaGhoeoNEahMEzVNGTE00epk2iaA0NAABoAZD1AAcDRoxBo0yYQYgMRiaNGjQBppoAAAAkiSJt
        JoaAAGgAANDQ00NA0Bo0NGmjTRWLaJwT3C3qs8WtDcupqJYhIno/hiyMiB0IZEIA4gZkYPmMzEIgJsp0G8i04Oji
        BxEtgZmZMCPZDuIVoEYaGdFcZHarthmZbrQD3qVqSKBmI+U8fqozuYqEkmEaB8+KKUuUTHMHhJlFhFtHYIK4VUw4
        qIVWRFjLQRLRSCCVtEw25POhpE5FEHiGU+hkxxkh4qaICGbIkwIUwZywYhMUgwU3mkxKRPW7YgA6g7ALRkGTgkhX
        I+K9pMZmq03oxFpXWD458HmmxawNMDEqIVTPMbwuOBGwBwqYMIQwVJqqgBQsTDOfeZUdfcbqysK/XwATvamq4BMy
        M0AfAcA7AFkO4gEAYBIA7CweC7AaHWvmU4wNi7EQwroxqvGI2migks5awSSzwvKNQO6uCtjLrkjoFsH42lCQ4rBk
        6YSN4LskLbZS8cUUohoEYOmdUxMjjigSNnSeaopRKcCQxIe0emZPY8VYEgeGEAUn6VtxKiFfQKOIChAuEfbRNGaG
        gniEil0GxV7TlWx7O5NaBT05DxEzsNsLC/e2DAiIEFJgfPB5aH2RRBG2RZV/IFpeCIEuSqMSQKjbItrAw17S1sAV
        ZRxkjSL4O5+AIERCJ65jQHxoxDOvzzghtx8iMrp+eEGwg2AYY6QcsnD+gg867QaVCuBSPh28d+J9WxyEKpCsiahW
        Rfx/i7kinChICTkj/AA=
        """)

    /// The same of index 1, each accuracy higher by 10.
    static let natsCell1 = decoded(
        """
        QlpoOTFBWSZTWZelnwcAAg1/9///tYIMb/jEzJuwAr/v339F5A4AAAFAAEAAIABAQMACXKLNGKGKTSj1PUxNlDRp
        k09NQDTIBoBpoBoAPU0DEeoNEamk9BNNNTaj1MjQZNpAAMgAyAANGgAODINGgDJpiGmgyDEMIGgNGJiNAAAJJE1D
        UNNABkaaaAAGhoaaGgaaDQA0B6jw+mJEZYMEgztZ9S8nIjEJG0j+G+RkPTNyoZD3g4AZkYXeMzD4gL2Y5Bto/HA5
        G8DhD6ASSKAIkIYwEHAARQITCLoRFwzkEkdpnh6WfGuiqUke6dH5KMtMQJaBqdkJoTFxCY4w7JVxEiOgQeoW0w4V
        YLbInEJ6zkXSK4PSkRpw5ENSRCsDRDKpVyZsZB0TFhDxDNkSnj7AM4uCRL5EZuUX3WyMa34r6EwDtGJMGmiIXg2M
        1p9vc14IKrNh+eItPAgw3oOW/iYoKQo6hkq++jnCxgNymGBSCITU6l+VQAdsYRmvvR47X3WVZ4yuV+gCh7TKzwMM
        dI0AfAdA6wFkO0gYIgphHjxFt9AgRwmrNU8VC1RREnzKTrhRM+BLaxQWsEk9ELrGoHorgyKa64RpWyPvtKLMOKwY
        aZJSeJdkhbYJ+SKKcQyEZHMdUx6o66oEjDxXnJUlFAEhi6ZnqGTZKNYEgaPEASvS23UmQXECjtASQLhH25GbDNw3
        CiE4jG7DSoeBz/cB6LKhY/KQ+R17KzLDE5dsAwpIIThNQX342694h4EcJFRn8g4voJBWdJhzlCyq7G460NNF1xxo
        DKawmxukXweLAAgkiJaRiQPq9UFa/LKCHbM0iIrk88AOMgwAxG0g7ZOH9BB5rZHFQrgUj4bsndifVt3iGpTIkIgI
        N4GUf4u5IpwoSEvSz4OA
        """)

    /// The same of index 1, but with the string of index 0.
    static let natsWrongCell = decoded(
        """
        QlpoOTFBWSZTWbN0L+QAAg1/9///tYIMb/jEzJuwAr/v339F5A4AAAFAAEAAIABAQMACXAm0bNhKRT0UemU2mSZG
        gGRoB6TQAAG0hpoD0jRgmDTUI1PRNNNT1HqNMjQZNpAAMg0AAABoADgyDRoAyaYhpoMgxDCBoDRiYjQAACRIUp7U
        m0QNDBqfqaRoaaDIxHoTIyYg9RoaPUZqfpT7dDLEaQMLBx5ZbGTloqEJGujGP+jRJN+5DRKQQANo7X1G2SmBlW4Q
        elGKAhG2ECMhg22mCPwiIELECO2hwjnGjkWUxtrXcg/PHzbqNorR+1FX3VRys4y0ZJUgjTnO2t4TPaHytYUWI4hB
        zhgTIFfDA0ZZTOXgRkI3QklYjVpvodaKXwcxrY2tG5UUibOBEhDehakS4AcGEkLiUzyoy2mSLYz83dZ4PMceNhSE
        OSMpptze3hqwQUl70uaP1bbC5Xe8I8vMEnBBPUi43WNdjbYpqEbRbB8owz46CwG2L4y4YJMV0LX6s8iXK/OBQ9qi
        s0C/JTLAIQGgdQC0HYgMJheCrNmYJZ5QqpcXfWcLP5bqJqVuuMKurUodR2KC1hGT0gusVA566ONgLroxwFsHutKG
        UY7BRxDKcAXZQW30n4Y45xFKhBqGqR6sa1QRj5w4HpmTJQCMIuknSKOlpVgjA4eAAmgmttZUYlxgUbQEtFcQ+3pC
        +S8XhGTEH/FM+haTViLblLNnLdxIOoWHM6IlEr7iEhUpQomMMpfz6b+t0IqEexF2LGSeEbHs6kLvPsxpUvSpMms2
        kpTCNB2p3qI6RX8QMbaMfdVbFzW7pq9OPGIps3EVpcvl5gyIHwCJHIG2TF+hBA50ryol0VMhDtc3Y4VbPGg2dBCR
        CBBLwmIxi7kinChIWboX8gA=
        """)

    /// `[float64(1.5), float32(0.25), int16(-3), uint8(200), array([[1, 2, 3], [4, 5, 6]], '>i4'),
    /// arange(3.), True]` of numpy 2.4, protocol 2.
    static let numpyProtocol2 = decoded(
        """
        gAJdcQAoY251bXB5Ll9jb3JlLm11bHRpYXJyYXkKc2NhbGFyCnEBY251bXB5CmR0eXBlCnECWAIAAABmOHEDiYiH
        cQRScQUoSwNYAQAAADxxBk5OTkr/////Sv////9LAHRxB2JjX2NvZGVjcwplbmNvZGUKcQhYCQAAAAAAAAAAAMO4
        P3EJWAYAAABsYXRpbjFxCoZxC1JxDIZxDVJxDmgBaAJYAgAAAGY0cQ+JiIdxEFJxEShLA2gGTk5OSv////9K////
        /0sAdHESYmgIWAUAAAAAAMKAPnETaAqGcRRScRWGcRZScRdoAWgCWAIAAABpMnEYiYiHcRlScRooSwNoBk5OTkr/
        ////Sv////9LAHRxG2JoCFgEAAAAw73Dv3EcaAqGcR1ScR6GcR9ScSBoAWgCWAIAAAB1MXEhiYiHcSJScSMoSwNY
        AQAAAHxxJE5OTkr/////Sv////9LAHRxJWJoCFgCAAAAw4hxJmgKhnEnUnEohnEpUnEqY251bXB5Ll9jb3JlLm11
        bHRpYXJyYXkKX3JlY29uc3RydWN0CnErY251bXB5Cm5kYXJyYXkKcSxLAIVxLWgIWAEAAABicS5oCoZxL1JxMIdx
        MVJxMihLAUsCSwOGcTNoAlgCAAAAaTRxNImIh3E1UnE2KEsDWAEAAAA+cTdOTk5K/////0r/////SwB0cThiiWgI
        WBgAAAAAAAABAAAAAgAAAAMAAAAEAAAABQAAAAZxOWgKhnE6UnE7dHE8YmgraCxLAIVxPWgwh3E+UnE/KEsBSwOF
        cUBoBYloCFgZAAAAAAAAAAAAAAAAAAAAAADDsD8AAAAAAAAAQHFBaAqGcUJScUN0cURiiGUu
        """)

    /// `[float64(1.5), float32(0.25), int16(-3), uint8(200), True, None, 'é\n\\', -5, 2.5,
    /// b'\xff\x00', (1, (2,)), {'a': [1]}, 2**40]`, protocol 0.
    static let mixedProtocol0 = decoded(
        """
        KGxwMApjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpzY2FsYXIKcDEKKGNudW1weQpkdHlwZQpwMgooVmY4CnAzCkkw
        MApJMDEKdHA0ClJwNQooSTMKVjwKcDYKTk5OSS0xCkktMQpJMAp0cDcKYmNfY29kZWNzCmVuY29kZQpwOAooVlx1
        MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMPg/CnA5ClZsYXRpbjEKcDEwCnRwMTEKUnAxMgp0cDEz
        ClJwMTQKYWcxCihnMgooVmY0CnAxNQpJMDAKSTAxCnRwMTYKUnAxNwooSTMKZzYKTk5OSS0xCkktMQpJMAp0cDE4
        CmJnOAooVlx1MDAwMFx1MDAwMIA+CnAxOQpnMTAKdHAyMApScDIxCnRwMjIKUnAyMwphZzEKKGcyCihWaTIKcDI0
        CkkwMApJMDEKdHAyNQpScDI2CihJMwpnNgpOTk5JLTEKSS0xCkkwCnRwMjcKYmc4CihW/f8KcDI4CmcxMAp0cDI5
        ClJwMzAKdHAzMQpScDMyCmFnMQooZzIKKFZ1MQpwMzMKSTAwCkkwMQp0cDM0ClJwMzUKKEkzClZ8CnAzNgpOTk5J
        LTEKSS0xCkkwCnRwMzcKYmc4CihWyApwMzgKZzEwCnRwMzkKUnA0MAp0cDQxClJwNDIKYUkwMQphTmFW6Vx1MDAw
        YVx1MDA1YwpwNDMKYUktNQphRjIuNQphZzgKKFb/XHUwMDAwCnA0NApnMTAKdHA0NQpScDQ2CmEoSTEKKEkyCnRw
        NDcKdHA0OAphKGRwNDkKVmEKcDUwCihscDUxCkkxCmFzYUwxMDk5NTExNjI3Nzc2TAphLg==
        """)

    /// `array([1.5, 2.5])` of numpy 2.4, protocol 5.
    static let numpyProtocol5 = decoded(
        """
        gAWVhAAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWEAAAAAAAAAAAAAAAAAD4
        PwAAAAAAAARAlIwFbnVtcHmUjAVkdHlwZZSTlIwCZjiUiYiHlFKUKEsDjAE8lE5OTkr/////Sv////9LAHSUYksC
        hZSMAUOUdJRSlC4=
        """)

    /// LatBench's layout: 0.001, 0.002 and 0.003 s of the operators 000000, 100224 and 432104, and
    /// float64(0.0125) of 333333.
    static let latBench = decoded(
        """
        gAN9cQAoKEsASwBLAEsASwBLAHRxAUc/UGJN0vGp/ChLAUsASwBLAksCSwR0cQJHP2BiTdLxqfwoSwRLA0sCSwFL
        AEsEdHEDRz9ok3S8an76KEsDSwNLA0sDSwNLA3RxBGNudW1weS5fY29yZS5tdWx0aWFycmF5CnNjYWxhcgpxBWNu
        dW1weQpkdHlwZQpxBlgCAAAAZjhxB4mIh3EIUnEJKEsDWAEAAAA8cQpOTk5K/////0r/////SwB0cQtiQwiamZmZ
        mZmJP3EMhnENUnEOdS4=
        """)

    private static func decoded(_ base64: String) -> [UInt8] {
        [UInt8](Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data())
    }
}
