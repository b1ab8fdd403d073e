namespace Carousel.Pictures;

/// <summary>A picture: red, green and blue of each place, 8 bits each, row by row from the top left.</summary>
internal sealed class Picture
{
    /// <summary>The most places of a picture that is read: a picture of 8192 by 8192.</summary>
    public const int MostPlaces = 1 << 26;

    /// <summary>A picture.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="values">[height · width · 3], kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">The values are not as many as the sizes ask for.</exception>
    public Picture(int width, int height, byte[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (values.Length != 3L * width * height)
        {
            throw new ArgumentException(
                $"A picture of {width} by {height} pixels has {3L * width * height} values, but there are "
                + $"{values.Length}.", nameof(values));
        }

        (Width, Height, Values) = (width, height, values);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>[height · width · 3]: red, green, blue of each place.</summary>
    public ReadOnlyMemory<byte> Values { get; }

    /// <summary>The picture at another size, each new place the mean of the area that it covers.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <returns>[height · width · 3], each from 0 to 1.</returns>
    public float[] Resized(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ReadOnlySpan<byte> from = Values.Span;

        // First along the rows, then down the columns: the mean over a rectangle is the mean of means.
        var across = new double[Height * width * 3];
        for (int u = 0; u < width; u++)
        {
            foreach ((int x, double share) in Cover(u, width, Width))
            {
                for (int y = 0; y < Height; y++)
                {
                    for (int c = 0; c < 3; c++)
                    {
                        across[(((y * width) + u) * 3) + c] += share * from[(((y * Width) + x) * 3) + c];
                    }
                }
            }
        }

        var values = new float[height * width * 3];
        var line = new double[width * 3];
        for (int v = 0; v < height; v++)
        {
            Array.Clear(line);
            foreach ((int y, double share) in Cover(v, height, Height))
            {
                for (int k = 0; k < line.Length; k++)
                {
                    line[k] += share * across[(y * line.Length) + k];
                }
            }

            for (int k = 0; k < line.Length; k++)
            {
                values[(v * line.Length) + k] = (float)(line[k] / 255);
            }
        }

        return values;
    }

    /// <summary>The old places that a new one covers, and each one's share of it.</summary>
    private static IEnumerable<(int Place, double Share)> Cover(int at, int count, int old)
    {
        double from = (double)at * old / count, to = (double)(at + 1) * old / count;
        for (int place = (int)from; place < old && place < to; place++)
        {
            double share = (Math.Min(to, place + 1) - Math.Max(from, place)) / (to - from);
            if (share > 0)
            {
                yield return (place, share);
            }
        }
    }
}
