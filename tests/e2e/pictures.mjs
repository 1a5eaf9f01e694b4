// What pictures in docs have in common.
import { openBrowser } from "./support.mjs";

/** A picture small enough to stand in docs, so many pixels wide. */
export const asWebp = async (png, width) => {
  const page = await (await openBrowser()).newPage();
  const address = await page.evaluate(async ([data, width]) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = Object.assign(document.createElement("canvas"), { width, height: Math.round((picture.height * width) / picture.width) });
    const brush = canvas.getContext("2d");
    brush.imageSmoothingQuality = "high";
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/webp", 0.8);
  }, [png.toString("base64"), width]);
  await page.close();
  return Buffer.from(address.split(",")[1], "base64");
};
