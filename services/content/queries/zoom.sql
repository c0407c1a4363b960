-- The zoom tiles of image i as the public gets them; $2 is the CDN's URL with its last slash.
CASE WHEN i.zoom_key IS NOT NULL THEN
  json_build_object('url', $2 || i.zoom_key || '/info.json', 'width', i.zoom_width, 'height', i.zoom_height) END
