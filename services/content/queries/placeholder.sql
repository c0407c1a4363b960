-- What stands in the place of image i until it is there.
CASE WHEN i.placeholder IS NOT NULL THEN
  json_build_object('colour', i.colour, 'image', 'data:image/webp;base64,' || i.placeholder) END
