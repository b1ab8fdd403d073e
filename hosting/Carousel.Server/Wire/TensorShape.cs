namespace Carousel.Server.Wire;

/// <summary>The shape of a tensor of rows, and of the answers to them.</summary>
/// <param name="Sequences">B: how many sequences.</param>
/// <param name="Steps">T: how many rows each has.</param>
/// <param name="Axes">How many numbers the shape was written with.</param>
internal readonly record struct TensorShape(int Sequences, int Steps, int Axes)
{
    /// <summary>Rows of all sequences.</summary>
    public int Rows => Sequences * Steps;

    /// <summary>Reads a shape.</summary>
    /// <param name="sizes">The given sizes: <c>[I]</c>, <c>[T, I]</c> or <c>[B, T, I]</c>; of values that are rows each
    /// <c>[T]</c>, <c>[T, 1]</c> or <c>[B, T, 1]</c>.</param>
    /// <param name="width">I: values of a row; 0 where each value is a row.</param>
    /// <param name="most">How many rows there may be.</param>
    /// <exception cref="RequestException">It is something else, or too large.</exception>
    public static TensorShape Of(ReadOnlySpan<long> sizes, int width, int most)
    {
        bool isRows = width == 0;
        long last = sizes.IsEmpty ? 0 : sizes[^1], steps = sizes.Length > 1 ? sizes[^2] : isRows ? last : 1;
        long sequences = sizes.Length == 3 ? sizes[0] : 1;
        bool fits = isRows ? sizes.Length == 1 || last == 1 : last == width;
        if (sizes.Length is 0 or > 3 || !fits || steps < 1 || sequences < 1)
        {
            string found = string.Join(", ", sizes.ToArray());
            throw new RequestException(
                400,
                isRows
                    ? $"The shape [{found}] must be [T], [T, 1] or [B, T, 1]: each of T values is a row."
                    : $"The shape [{found}] must be [{width}], [T, {width}] or [B, T, {width}]: T rows of {width} "
                    + $"values.");
        }

        if (steps > most || sequences > most || sequences * steps > most)
        {
            throw new RequestException(413, $"A request has at most {most} rows here: send several.");
        }

        return new TensorShape((int)sequences, (int)steps, sizes.Length);
    }

    /// <summary>Writes the shape of the answers.</summary>
    /// <param name="width">O: values of an answer; 0 where each value is an answer.</param>
    /// <param name="output">Takes the text.</param>
    public void WriteAnswer(int width, TextBuffer output)
    {
        output.Add("["u8);
        if (Axes == 3)
        {
            output.Add(Sequences).Add(","u8);
        }

        if (Axes > 1)
        {
            output.Add(Steps).Add(","u8);
        }

        output.Add(width > 0 ? width : Axes > 1 ? 1 : Steps).Add("]"u8);
    }
}
