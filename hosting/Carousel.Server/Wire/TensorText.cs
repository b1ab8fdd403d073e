using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Carousel.Server.Wire;

/// <summary>Texts of tensors: rows of models of jobs, and their answers.</summary>
internal static class TensorText
{
    private static readonly UTF8Encoding _strict = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads nested or flat arrays of texts.</summary>
    /// <param name="json">The reader, on the beginning of an array.</param>
    /// <param name="rows">All of them as rows, overwritten.</param>
    /// <exception cref="RequestException">There are more or fewer, or other things than texts.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static void Read(ref Utf8JsonReader json, Span<ReadOnlyMemory<byte>> rows)
    {
        int count = 0;
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.EndArray:
                    continue;
                case JsonTokenType.String when count < rows.Length:
                    rows[count++] = RowOf(json.GetString()!);
                    continue;
                case JsonTokenType.String:
                    throw WrongCount("more than " + rows.Length, rows.Length);
                default:
                    throw new RequestException(
                        400, $"Value {count + 1} of the tensor must be a text: a row as JSON, or a line.");
            }
        }

        if (count < rows.Length)
        {
            throw WrongCount(count.ToString(provider: null), rows.Length);
        }
    }

    /// <summary>Reads bytes: of each text its length in 4 bytes, little-endian, and its UTF-8.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="rows">All of them as rows, overwritten.</param>
    /// <exception cref="RequestException">There are more or fewer, or a text is not UTF-8.</exception>
    public static void Read(in ReadOnlySequence<byte> bytes, Span<ReadOnlyMemory<byte>> rows)
    {
        var reader = new SequenceReader<byte>(bytes);
        for (int r = 0; r < rows.Length; r++)
        {
            if (!reader.TryReadLittleEndian(out int length) || length < 0 || reader.Remaining < length)
            {
                throw WrongCount(r.ToString(provider: null), rows.Length);
            }

            try
            {
                rows[r] = RowOf(_strict.GetString(reader.UnreadSequence.Slice(0, length)));
            }
            catch (DecoderFallbackException)
            {
                throw new RequestException(400, $"Value {r + 1} of the tensor is not UTF-8.");
            }

            reader.Advance(length);
        }

        if (!reader.End)
        {
            throw WrongCount("more than " + rows.Length, rows.Length);
        }
    }

    /// <summary>Writes texts as JSON.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="output">Takes an array.</param>
    public static void WriteJson(ReadOnlySpan<ReadOnlyMemory<byte>> texts, TextBuffer output)
    {
        output.Add("["u8);
        for (int t = 0; t < texts.Length; t++)
        {
            output.Add(t > 0 ? ",\""u8 : "\""u8).Add(JsonEncodedText.Encode(texts[t].Span).EncodedUtf8Bytes)
                .Add("\""u8);
        }

        output.Add("]"u8);
    }

    /// <summary>Writes texts as bytes.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="output">Takes of each its length in 4 bytes, little-endian, and its UTF-8.</param>
    public static void WriteBytes(ReadOnlySpan<ReadOnlyMemory<byte>> texts, TextBuffer output)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (ReadOnlyMemory<byte> text in texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            output.Add(length).Add(text.Span);
        }
    }

    /// <summary>How many bytes <see cref="WriteBytes"/> writes.</summary>
    /// <param name="texts">The texts.</param>
    public static long BytesOf(ReadOnlySpan<ReadOnlyMemory<byte>> texts)
    {
        long bytes = 0;
        foreach (ReadOnlyMemory<byte> text in texts)
        {
            bytes += sizeof(int) + text.Length;
        }

        return bytes;
    }

    /// <summary>Says that a tensor has not as many values as its shape.</summary>
    /// <param name="found">How many it has.</param>
    /// <param name="expected">How many its shape has.</param>
    public static RequestException WrongCount(string found, int expected) =>
        new(400, $"The tensor has {found} values, but its shape needs {expected}.");

    /// <summary>A JSON array, object or text is an unchanged row; everything else is a line.</summary>
    private static byte[] RowOf(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (text.AsSpan().TrimStart() is ['[' or '{' or '"', ..] && IsJson(bytes))
        {
            return bytes;
        }

        byte[] encoded = JsonEncodedText.Encode(text).EncodedUtf8Bytes.ToArray();
        return [(byte)'"', .. encoded, (byte)'"'];
    }

    private static bool IsJson(byte[] bytes)
    {
        var json = new Utf8JsonReader(bytes);
        try
        {
            // An object that repeats a name is refused rather than read as a line.
            json.Read();
            UniqueNames.Skip(ref json);
            return !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
