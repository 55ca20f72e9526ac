#!/bin/sh
# Times the networks of this folder with LiteRT's benchmark_model, in a phone's shell or any other:
#
#   sh native_litert.sh ./benchmark_model [its own options, such as --use_gpu=true]
#
# What it prints goes to native/, a text a network. A network that has one is left out, so that the
# same command goes on where it was interrupted. THREADS=4 before it takes as many threads.
if [ $# -eq 0 ]; then
  echo "usage: sh native_litert.sh PATH-OF-benchmark_model [options]" >&2
  exit 2
fi
case $1 in
  /*) program=$1 ;;
  */*) program=$PWD/$1 ;;
  *) program=$1 ;;
esac
shift
cd "$(dirname "$0")" || exit 1
mkdir -p native || exit 1
failed=0
for file in networks/*.tflite; do
  name=${file##*/}
  name=${name%.tflite}
  [ -s "native/$name.txt" ] && continue
  echo "$name"
  if "$program" --graph="$file" --num_threads="${THREADS:-1}" --num_runs=50 "$@" \
    >native/.running 2>&1; then
    mv native/.running "native/$name.txt" || exit 1
  else
    failed=1
    tail -n 3 native/.running >&2
  fi
done
exit $failed
