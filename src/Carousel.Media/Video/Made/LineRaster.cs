namespace Carousel.Video;

/// <summary>Draws sticks into a frame of grey: a place is brighter the nearer it is to a stick.</summary>
internal static class LineRaster
{
    /// <summary>Draws a stick.</summary>
    /// <param name="frame">[side · side], made brighter.</param>
    /// <param name="side">Places a side.</param>
    /// <param name="from">One end, in places.</param>
    /// <param name="to">The other end.</param>
    /// <param name="width">Half the width of the stick, in places.</param>
    public static void Draw(
        Span<float> frame, int side, (double X, double Y) from, (double X, double Y) to, double width)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y, square = Math.Max((dx * dx) + (dy * dy), 1e-12);
        int top = Math.Max(0, (int)(Math.Min(from.Y, to.Y) - width - 1)),
            bottom = Math.Min(side - 1, (int)(Math.Max(from.Y, to.Y) + width + 1));
        int left = Math.Max(0, (int)(Math.Min(from.X, to.X) - width - 1)),
            right = Math.Min(side - 1, (int)(Math.Max(from.X, to.X) + width + 1));
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double px = x + 0.5 - from.X, py = y + 0.5 - from.Y,
                    along = Math.Clamp(((px * dx) + (py * dy)) / square, 0, 1);
                double ex = px - (along * dx), ey = py - (along * dy);
                float bright = (float)Math.Clamp(width + 0.5 - Math.Sqrt((ex * ex) + (ey * ey)), 0, 1);
                frame[(y * side) + x] = Math.Max(frame[(y * side) + x], bright);
            }
        }
    }
}
