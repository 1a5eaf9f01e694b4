// The field to sign in. What is drawn is kept as an SVG path of whole numbers; typing one's name
// remains for those who cannot draw.

/** The path's own space: the same on every screen. */
const [WIDTH, HEIGHT] = [600, 300];
/** Points nearer to each other than this say nothing. */
const STEP = 3;
/** The answer has at most 20,000 characters: room for one more point is left. */
const LONGEST = 19_980;

/** Brings a `data-part="signature"` to life, once. */
export default function enhance(element) {
  if (element.classList.contains("live")) return;
  element.classList.add("live");
  const path = element.querySelector("[type=hidden]");
  const canvas = document.createElement("canvas");
  const clear = document.createElement("button");
  const pen = canvas.getContext("2d");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", element.dataset.draw);
  Object.assign(canvas.style, { display: "block", width: "100%", aspectRatio: WIDTH / HEIGHT, touchAction: "none" });
  clear.type = "button";
  clear.textContent = element.dataset.clear;

  const stroke = (line) => {
    // The colour of the words, which may have changed with the hour.
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.stroke(new Path2D(line));
  };
  const draw = () => {
    const scale = (canvas.clientWidth * devicePixelRatio) / WIDTH;
    canvas.width = WIDTH * scale;
    canvas.height = HEIGHT * scale;
    pen.scale(scale, scale);
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    stroke(path.value);
  };
  const raise = () => {
    for (const type of ["input", "change"]) path.dispatchEvent(new Event(type, { bubbles: true }));
  };
  const point = ({ offsetX, offsetY }) => {
    const whole = (at, most) => Math.min(Math.max(Math.round((at / canvas.clientWidth) * WIDTH), 0), most);
    return [whole(offsetX, WIDTH), whole(offsetY, HEIGHT)];
  };

  let last;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button || last || path.value.length > LONGEST) return;
    canvas.setPointerCapture(event.pointerId);
    last = point(event);
    // A tap is a dot: a line without length would not be drawn.
    const dot = `M${last.join(" ")}L${last[0] + 1} ${last[1]}`;
    path.value += dot;
    stroke(dot);
  });
  canvas.addEventListener("pointermove", (event) => {
    const next = point(event);
    if (!last || Math.hypot(next[0] - last[0], next[1] - last[1]) < STEP || path.value.length > LONGEST) return;
    path.value += `L${next.join(" ")}`;
    stroke(`M${last.join(" ")}L${next.join(" ")}`);
    last = next;
  });
  canvas.addEventListener("lostpointercapture", () => {
    last = undefined;
    raise();
  });
  clear.addEventListener("click", () => {
    path.value = "";
    draw();
    raise();
  });

  element.prepend(canvas, clear);
  // It draws at once, and anew at each size; it goes with the canvas.
  new ResizeObserver(draw).observe(canvas);
}
