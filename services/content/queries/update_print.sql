-- Changes the columns of print $1 that are keys of $2; the others stay. A draft is out of the public's sight at once. A size in words that only repeated the numbers is
-- dropped when the numbers change.
UPDATE print p SET
  (status, artist_name, year, medium, technique, plate_type, paper_type, ink_type, printing_press, dimensions,
   plate_height_mm, plate_width_mm, sheet_height_mm, sheet_width_mm, edition_info, edition_size, style_movement, location,
   notes, availability, price, currency, focus_x, focus_y, public_image_id) =
  (SELECT n.status, n.artist_name, n.year, n.medium, n.technique, n.plate_type, n.paper_type, n.ink_type,
          n.printing_press,
          CASE WHEN n.dimensions ~ '^\s*[0-9]' AND NOT $2::jsonb ? 'dimensions'
                    AND (n.plate_height_mm, n.plate_width_mm) IS DISTINCT FROM (p.plate_height_mm, p.plate_width_mm)
               THEN NULL ELSE n.dimensions END,
          n.plate_height_mm, n.plate_width_mm, n.sheet_height_mm, n.sheet_width_mm, n.edition_info, n.edition_size,
          n.style_movement, n.location, n.notes, n.availability, n.price, n.currency, n.focus_x, n.focus_y,
          CASE WHEN n.status = 'published' THEN p.public_image_id END
   FROM jsonb_populate_record(p, $2::jsonb) n),
  version = version + 1, updated_at = now()
WHERE id = $1
