using System.Text.Json;

namespace Carousel.Server.Wire;

/// <summary>Rows during reading, before their number and width are known. Each thread has its own buffers.</summary>
internal sealed class RowNumbers
{
    [ThreadStatic]
    private static RowNumbers? _own;

    private float[] _values = new float[1024];
    private int _count;

    /// <summary>Rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Values of a row.</summary>
    public int Width { get; private set; }

    /// <summary>[Rows · Width].</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    /// <summary>The thread's room, empty.</summary>
    public static RowNumbers Begin()
    {
        RowNumbers own = _own ??= new RowNumbers();
        (own._count, own.Rows, own.Width) = (0, 0, 0);
        if (own._values.Length > 1 << 20)
        {
            own._values = new float[1024];
        }

        return own;
    }

    /// <summary>Reads an array of rows; the reader is at its beginning.</summary>
    /// <param name="json">The reader; on return after the array's end.</param>
    /// <param name="most">How many rows there may be.</param>
    /// <exception cref="RequestException">A row is not an array of numbers, or rows have different widths.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Read(ref Utf8JsonReader json, int most)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new RequestException(400, "\"rows\" must be an array of rows, each an array of numbers.");
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (Rows == most)
            {
                throw new RequestException(413, $"A request has at most {most} rows: send several.");
            }

            int before = _count;
            if (json.TokenType == JsonTokenType.Number)
            {
                // A symbol may stand without brackets.
                Add(ref json);
            }
            else if (json.TokenType == JsonTokenType.StartArray)
            {
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    Add(ref json);
                }
            }
            else
            {
                throw new RequestException(400, $"Row {Rows + 1} must be an array of numbers.");
            }

            int width = _count - before;
            if (width == 0 || (Rows > 0 && width != Width))
            {
                throw new RequestException(
                    400,
                    Rows > 0
                        ? $"Row {Rows + 1} has {width} values, but those before it have {Width}."
                        : "Row 1 has no values.");
            }

            Width = width;
            Rows++;
        }
    }

    private void Add(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.Number || !json.TryGetSingle(out float value) || !float.IsFinite(value))
        {
            throw new RequestException(
                400, $"Row {Rows + 1} holds something that is not a finite number of 32 bits.");
        }

        if (_count == _values.Length)
        {
            Array.Resize(ref _values, 2 * _count);
        }

        _values[_count++] = value;
    }
}
