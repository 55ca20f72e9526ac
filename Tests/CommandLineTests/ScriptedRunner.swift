import Architectures
import Foundation

/// A runner in shell that speaks the protocol and computes latencies from the operators' names, so
/// that they are known: 0.2 ms + 0.01 a skip, 0.04 a 1×1, 0.09 a larger convolution, 0.03 a pooling.
/// So little, since a shell takes long for an answer, and the longer the runs the fewer an answer.
enum ScriptedRunner {
    /// What a network costs.
    static func latency(of architecture: Architecture, in space: SearchSpace) -> Double {
        let costs = [0, 0.01, 0.04, 0.09, 0.03]
        return space.operatorIndices(of: architecture).reduce(0.2) { $0 + costs[$1] }
    }

    /// Variables: `FAKE_CPU` its processor, `FAKE_VERSION` its runtime's version, `FAKE_DELAY` seconds
    /// before it answers a measurement, `FAKE_SLOWNESS` a factor on every network's and operator's
    /// latency, `FAKE_DISTURBANCE` a factor more on all but every eighth run, `FAKE_LOG` a file with a
    /// line a loaded network, `FAKE_BAD` an architecture with which it does what `FAKE_HOW` says:
    /// hang, die, lie, rubbish, refuse. With `FAKE_TURNS` it lets networks take turns; with
    /// `FAKE_WAVE` two of every five answers are 1.6 times slower.
    static let script = #"""
        #!/bin/sh
        bad=no
        wave=1
        answers=0
        features='"spaces"'
        if [ -n "$FAKE_TURNS" ]; then features='"spaces","interleave"'; fi
        while IFS= read -r line; do
            case "$line" in
            *'"request":"describe"'*)
                echo '{"reply":"describe","protocol":1,"name":"fake","runtime":"fake '"${FAKE_VERSION:-1}"'","hardware":"'"${FAKE_CPU:-Fake CPU}"'","kind":"cpu","threads":1,"precision":"fp32","accepts":["architecture"],"features":['"$features"'],"facts":{}}' ;;
            *'"request":"load-operator"'*)
                bad=no; base=100; network=100
                echo '{"reply":"load-operator"}' ;;
            *'"request":"load"'*)
                bad=no
                if [ -n "$FAKE_BAD" ]; then
                    case "$line" in *"$FAKE_BAD"*) bad=yes ;; esac
                fi
                if [ $bad = yes ] && [ "$FAKE_HOW" = refuse ]; then
                    echo '{"reply":"error","message":"out of memory"}'; continue
                fi
                base=$(printf '%s\n' "$line" | awk '{
                    sub(/"space":.*/, "")
                    s = gsub(/skip_connect|pass/, "s"); o = gsub(/nor_conv_1x1/, "o")
                    t = gsub(/nor_conv_3x3|conv_5x5/, "t"); p = gsub(/avg_pool_3x3/, "p")
                    print 200 + 10 * s + 40 * o + 90 * t + 30 * p }')
                case "$line" in
                *'"handle":"reference'*) reference=$base ;;
                *'"handle":"network"'*) network=$base ;;
                esac
                if [ -n "$FAKE_LOG" ]; then printf '%s\n' "$line" >> "$FAKE_LOG"; fi
                echo '{"reply":"load"}' ;;
            *'"request":"measure"'*)
                if [ -n "$FAKE_DELAY" ]; then sleep "$FAKE_DELAY"; fi
                if [ $bad = yes ]; then
                    case "$FAKE_HOW" in
                    hang) sleep 1000 ;;
                    die) echo "no more memory" >&2; exit 3 ;;
                    lie) echo '{"reply":"measured","milliseconds":[1]}'; continue ;;
                    rubbish) echo 'Loading weights ... done'; continue ;;
                    esac
                fi
                if [ -n "$FAKE_WAVE" ]; then
                    answers=$((answers + 1))
                    case $((answers % 5)) in 1 | 2) wave=1.6 ;; *) wave=1 ;; esac
                fi
                case "$line" in *'"handles":["reference 1","network"]'*)
                    printf '%s\n' "$line" | awk -v reference="$reference" -v network="$network" \
                        -v slowness="${FAKE_SLOWNESS:-1}" -v wave=$wave '{
                        sub(/.*"order":\[/, ""); sub(/\].*/, ""); n = split($0, order, ",")
                        printf "{\"reply\":\"measure\",\"milliseconds\":["
                        for (i = 1; i <= n; i++) printf "%s%.4f", (i > 1 ? "," : ""), (order[i] ? network : reference) * slowness * wave / 1000
                        print "]}" }'
                    continue ;;
                esac
                printf '%s\n' "$line" | awk -v base="$base" -v slowness="${FAKE_SLOWNESS:-1}" -v wave=$wave \
                    -v disturbance="${FAKE_DISTURBANCE:-1}" '{
                    match($0, /"runs":[0-9]+/)
                    n = substr($0, RSTART + 7, RLENGTH - 7) + 0
                    printf "{\"reply\":\"measure\",\"milliseconds\":["
                    for (i = 0; i < n; i++) printf "%s%.4f", (i ? "," : ""), base * slowness * wave * (i % 8 ? disturbance : 1) / 1000
                    print "]}" }' ;;
            *'"request":"bye"'*) exit 0 ;;
            esac
        done
        """#
}

extension CommandLineTool {
    /// Writes the runner into the folder.
    /// - Returns: The options that name it.
    func scriptedRunner() throws -> [String] {
        let file = try write(ScriptedRunner.script, to: "runner.sh")
        return ["--runner", "/bin/sh \(file.path)"]
    }
}
