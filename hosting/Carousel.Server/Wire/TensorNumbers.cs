using System.Buffers;
using System.Text.Json;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Carousel.Server.Wire;

/// <summary>Numbers of tensors, as numbers of 32 bits.</summary>
internal static class TensorNumbers
{
    /// <summary>Reads nested or flat arrays.</summary>
    /// <param name="json">The reader, on the beginning of an array.</param>
    /// <param name="kind">What the numbers are.</param>
    /// <param name="values">All of them, overwritten.</param>
    /// <exception cref="RequestException">There are more or fewer, or one does not fit.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static void Read(ref Utf8JsonReader json, TensorKind kind, Span<float> values)
    {
        int count = 0;
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.EndArray:
                    continue;
                case JsonTokenType.Number when count < values.Length:
                    values[count] = Of(ref json, kind, count);
                    count++;
                    continue;
                case JsonTokenType.Number:
                    throw TensorText.WrongCount("more than " + values.Length, values.Length);
                default:
                    throw NoNumber(kind, count);
            }
        }

        if (count < values.Length)
        {
            throw TensorText.WrongCount(count.ToString(provider: null), values.Length);
        }
    }

    /// <summary>Reads bytes, little-endian.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="kind">What the numbers are.</param>
    /// <param name="values">All of them, overwritten.</param>
    /// <exception cref="RequestException">There are more or fewer, or one does not fit.</exception>
    public static void Read(in ReadOnlySequence<byte> bytes, TensorKind kind, Span<float> values)
    {
        int size = kind is TensorKind.FP64 or TensorKind.INT64 ? sizeof(long) : sizeof(int);
        if (bytes.Length != (long)values.Length * size)
        {
            throw new RequestException(
                400, $"The tensor has {bytes.Length} bytes, but its shape needs {(long)values.Length * size}.");
        }

        var reader = new SequenceReader<byte>(bytes);
        Span<byte> value = stackalloc byte[sizeof(long)];
        value = value[..size];
        for (int v = 0; v < values.Length; v++)
        {
            reader.TryCopyTo(value);
            reader.Advance(size);
            values[v] = kind switch
            {
                TensorKind.FP32 => Finite(ReadSingleLittleEndian(value), kind, v),
                TensorKind.FP64 => Finite((float)ReadDoubleLittleEndian(value), kind, v),
                TensorKind.INT32 => Exact(ReadInt32LittleEndian(value), kind, v),
                _ => Exact(ReadInt64LittleEndian(value), kind, v),
            };
        }
    }

    private static float Of(ref Utf8JsonReader json, TensorKind kind, int at) => kind switch
    {
        TensorKind.FP32 when json.TryGetSingle(out float value) => Finite(value, kind, at),
        TensorKind.FP64 when json.TryGetDouble(out double value) => Finite((float)value, kind, at),
        TensorKind.INT32 when json.TryGetInt32(out int value) => Exact(value, kind, at),
        TensorKind.INT64 when json.TryGetInt64(out long value) => Exact(value, kind, at),
        _ => throw NoNumber(kind, at),
    };

    private static float Finite(float value, TensorKind kind, int at) =>
        float.IsFinite(value) ? value : throw NoNumber(kind, at);

    // Models read 32 bits: a whole number that they would round is another symbol or count.
    private static float Exact(long value, TensorKind kind, int at) =>
        (Int128)(float)value == value ? value : throw NoNumber(kind, at);

    private static RequestException NoNumber(TensorKind kind, int at) => new(
        400, $"Value {at + 1} of the tensor is not a finite {kind} that fits into 32 bits.");
}
