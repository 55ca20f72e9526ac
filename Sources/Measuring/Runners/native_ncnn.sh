#!/bin/sh
# Times the networks of this folder with ncnn's benchncnn, in a phone's shell or any other:
#
#   sh native_ncnn.sh ./benchncnn [powersave] [gpu device]
#
# What it prints goes to native/, a text a network. A network that has one is left out, so that the
# same command goes on where it was interrupted. THREADS=4 before it takes as many threads; powersave
# is 0 for all cores, 1 for the little and 2 for the big ones; a gpu device of -1 is none.
if [ $# -eq 0 ]; then
  echo "usage: sh native_ncnn.sh PATH-OF-benchncnn [powersave] [gpu device]" >&2
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
for file in networks/*.ncnn.param; do
  name=${file##*/}
  name=${name%.ncnn.param}
  [ -s "native/$name.txt" ] && continue
  echo "$name"
  shape=$(sed -n 's/^Input .* 0=\([0-9]*\) 1=\([0-9]*\) 2=\([0-9]*\).*/[\1,\2,\3]/p' "$file")
  # 50 runs; no pause between networks.
  if "$program" 50 "${THREADS:-1}" "${1:-0}" "${2:--1}" 0 "param=$file" "shape=$shape" \
    >native/.running 2>&1 && grep -q "avg =" native/.running; then
    mv native/.running "native/$name.txt" || exit 1
  else
    failed=1
    tail -n 3 native/.running >&2
  fi
done
exit $failed
