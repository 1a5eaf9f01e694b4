mod author_css;
mod color;
mod contrast;
mod read;
