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

    /// A frame in mini-nasbench's layout: indices 0 and 1 of NAS-Bench-201, `cifar10-test` 69.5 and
    /// 88.25, `cifar10-val` 63.25 and 82.5, `cifar100-test` 31 and 58. Written by `pickle`, protocol
    /// 5, from classes that bear pandas' names.
    static let frame = decoded(
        """
        gAWVTQQAAAAAAACMEXBhbmRhcy5jb3JlLmZyYW1llIwJRGF0YUZyYW1llJOUKYGUfZSMBV9kYXRhlIwecGFuZGFz
        LmNvcmUuaW50ZXJuYWxzLm1hbmFnZXJzlIwMQmxvY2tNYW5hZ2VylJOUKYGUKF2UKIwYcGFuZGFzLmNvcmUuaW5k
        ZXhlcy5iYXNllIwKX25ld19JbmRleJSTlGgLjAVJbmRleJSTlH2UKIwEZGF0YZSMFm51bXB5Ll9jb3JlLm11bHRp
        YXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsFhZRoFYwF
        ZHR5cGWUk5SMAk84lImIh5RSlChLA4wBfJROTk5K/////0r/////Sz90lGKJXZQojARhcmNolIwHY2VsbHN0cpSM
        DGNpZmFyMTAtdGVzdJSMC2NpZmFyMTAtdmFslIwNY2lmYXIxMDAtdGVzdJRldJRijARuYW1llE51hpRSlGgNjBlw
        YW5kYXMuY29yZS5pbmRleGVzLnJhbmdllIwKUmFuZ2VJbmRleJSTlH2UKGgrTowFc3RhcnSUSwCMBHN0b3CUSwKM
        BHN0ZXCUSwF1hpRSlGVdlCiME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWMAAAAAAAAAAA
        AAAAAGBRQAAAAAAAEFZAAAAAAACgT0AAAAAAAKBUQAAAAAAAAD9AAAAAAAAATUCUaB6MAmY4lImIh5RSlChLA4wB
        PJROTk5K/////0r/////SwB0lGJLA0sChpSMAUOUdJRSlGg6KJYQAAAAAAAAAAAAAAAAAAAAAQAAAAAAAACUaB6M
        Amk4lImIh5RSlChLA2g/Tk5OSv////9K/////0sAdJRiSwFLAoaUaEJ0lFKUaBRoF0sAhZRoGYeUUpQoSwFLAUsC
        hpRoIYldlCiMX3xhdmdfcG9vbF8zeDN+MHwrfG5vcl9jb252XzF4MX4wfHNraXBfY29ubmVjdH4xfCt8bm9yX2Nv
        bnZfMXgxfjB8c2tpcF9jb25uZWN0fjF8c2tpcF9jb25uZWN0fjJ8lIxffG5vcl9jb252XzN4M34wfCt8bm9yX2Nv
        bnZfM3gzfjB8YXZnX3Bvb2xfM3gzfjF8K3xza2lwX2Nvbm5lY3R+MHxub3JfY29udl8zeDN+MXxza2lwX2Nvbm5l
        Y3R+MnyUZXSUYmVdlGgtYX2UjAYwLjE0LjGUfZQojARheGVzlF2UKGgtaDZljAZibG9ja3OUXZQofZQojAZ2YWx1
        ZXOUaESMCG1ncl9sb2NzlIwIYnVpbHRpbnOUjAVzbGljZZSTlEsCSwVLAYeUUpR1fZQoaF5oTGhfaGJLAEsBSwGH
        lFKUdX2UKGheaE9oX2g6KJYIAAAAAAAAAAEAAAAAAAAAlGhISwGFlGhCdJRSlHVldXN0lGJzYi4=
        """)

    /// The same, protocol 4, accuracies in column-major order and places in an array; bzip2.
    static let frameColumnMajor = decoded(
        """
        QlpoOTFBWSZTWdMyfMMAAb3/8P/+Z+Ega31U3zu1A//v3+dj5A4AQAAAAMACXFraFVoZKeqan6ptJtTTEaMg0DNQ
        9CDQMgNBoxMRpoehMQNCGqn6p5ExB6TyQaNBoADQG1GIBoAHqAAOZNNDIAGIyDIAaYIGIBo00AGQNAAkU1KeInlG
        p6nqPU8QamhiGhtQAZBo9QGgyHlNNPU09Ta1mE+hPORaoSQZ0braCaubNMgluShkF9kKAlZZJDW9EphZWLQaKGLG
        wcq4gTaIkSQ2uYBPIDLYdnJxI9wNvHZn7Rff6Fxrue0gMpEhSFIbd9rXgujNalVfGuyv5P6uM43861J1n4Q9Tulx
        AnMQlQrEEJiCuYQ2GYNtPueCWmYld/TtHZUAm69JgioGx49heQImD8IeIe02K7fGvxhv+l4IC6EcEG5ngX4XAatC
        CIgHLxyPKT0nyoPJe114medo6Hq07N/g9f7MSOq0Vg4hHLqIwHIQrQkMmjGxxD4iCiUIDheDWQh35AfIkFXTwywq
        wh2h06RbLm5B8EMCTfTl4eWQ5jey2+de3YV7nkz8aJrqHhJYcty5dqqvQVNbUxEGHY2YCg5Fqo0Zi0jsIc59dmEa
        aZcSNgu6KIRSj6cP24uG0bJgrtpo2+7yX75POixTA3bJEguS1Y6SLpgLtGpSsN6WhpWcLHG2WCFuUoofXDjFwW2t
        Cq+kI5wvGQbFxxCxQoh90TEEDDLLjNg61bwSxknJsgryGnfGYnYrVVI5DWHIYNdoq79RiXXIT7pLJyFqoZzKUAPS
        GCToZ8qzGKp4r0GJ6oAL028KIYjgQZv5mbGNMznMzW6x/e9azoM48RQIrnlYiayCwxFUZJhzGT0jTMpWOjjVzrjm
        M2tOnQElWBuyWs2o8MoIZxf8XckU4UJDTMnzDA==
        """)

    /// The same as ``frame``, but with index 2 beside the second string; bzip2.
    static let wrongFrame = decoded(
        """
        QlpoOTFBWSZTWXR2fiQAAbT/8P/+b+Ega31U3X+1A//v3+dj5A8AQAAAAMACXFraKVQ1FPSR+o0NRkwCMjJiegA0
        CGENqbSYIwI/VMADQgp6amiabQTTEPUA0NANAMgAAABoA9QcaGTTTJoAGCANBk0AAyaAAAGTIBoJFETRM0mmU9R6
        YUxPKNqYTJ6mmQAPUGjRpoaD9UxGmamNEtSWXSsTIAzI7raM6P9Io2XBqJZcHFQCAwZuRSi0OiCOmWCGzfYOM8SI
        2xtroEG0NQoBlgO5QcaPgDY9+tS2y++QX3WTfIh+yMCKDEDNxkx3TB5EZQF2Ohi3DlnEJOUbCVzBlMEik7ShqsWw
        ZszMkudijGUjWlTY6ZIvumAqDy22fzuzUaAS9FBJRnIjh7jyMGetBAqQKh+scJKah3rCv/oI4BThEhQDSlNJZnoT
        KBHzMh6FKmcMx4+rpF1+F2bcDXy6FbRv+vlMiMLRXBkYo5qmBFtqEMOEFHOqqYQ+L6icqudsKBzXg3VyHhAHVklx
        2Yimy6UWIr7w6tgOBhsN4acd1hzEp5OWlas6O1ekVq0SveRJcQ9QhqUac9yeteiVs6SKxwUkTPw6sQpnIsCK0hVR
        sIdIzvpxY5UWEyvbSMRcroiKqji+v24/laNVX69tNGtrcnWtDWgoHCUsIc8ISAUEwFVCFMVhTlV3FGa6l4+Mwa7A
        gEVszImw9t5SrN6YQJpqlOyXZwpyG56pEbtjQJuAoRAi12i64nDSbwQ9hBwbIk9Bn3hmR1J1WpjgNdigvabhljQK
        xDITBwlVusLWMzsiImPhuNumME6zkLeMgHKQ9xINIyo5+fnYxprMuh38UH/u9n5kZiZQNsgKelCpEeP2/gmMRkDP
        xhOxzvashPXEb06rioitT1LtWrIpKDmH0kbtfAsZ0iDML/i7kinChIOjs/Eg
        """)

    private static func decoded(_ base64: String) -> [UInt8] {
        [UInt8](Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data())
    }
}
