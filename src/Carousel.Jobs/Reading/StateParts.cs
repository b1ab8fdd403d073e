using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Carousel.Jobs.Reading;

/// <summary>Lists in the bytes of a saved session: how many, then each, little-endian.</summary>
internal static class StateParts
{
    /// <summary>Writes numbers.</summary>
    public static void WriteFloats(this BinaryWriter writer, ReadOnlySpan<float> values)
    {
        writer.Write(values.Length);
        foreach (float value in values)
        {
            writer.Write(value);
        }
    }

    /// <summary>Reads numbers.</summary>
    /// <param name="reader">The state.</param>
    /// <param name="length">How many there must be; null for any.</param>
    public static float[] ReadFloats(this BinaryReader reader, int? length = null)
    {
        var values = new float[reader.ReadCount(sizeof(float), length)];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> bits = MemoryMarshal.Cast<float, int>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }

        return values;
    }

    /// <summary>Writes bytes.</summary>
    public static void WriteBytes(this BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Reads bytes.</summary>
    public static byte[] ReadBytes(this BinaryReader reader)
    {
        var bytes = new byte[reader.ReadCount(1)];
        reader.BaseStream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Writes texts; null stays null.</summary>
    public static void WriteTexts(this BinaryWriter writer, IReadOnlyList<string>? texts)
    {
        writer.Write(texts is not null);
        if (texts is not null)
        {
            writer.Write(texts.Count);
            foreach (string text in texts)
            {
                writer.Write(text);
            }
        }
    }

    /// <summary>Reads texts.</summary>
    public static string[]? ReadTexts(this BinaryReader reader) => !reader.ReadBoolean() ? null
        : [.. Enumerable.Range(0, reader.ReadCount(1)).Select(_ => reader.ReadString())];

    /// <summary>Writes a text, which may be null.</summary>
    public static void WriteText(this BinaryWriter writer, string? text) =>
        writer.WriteTexts(text is null ? null : [text]);

    /// <summary>Reads a text.</summary>
    public static string? ReadText(this BinaryReader reader) => reader.ReadTexts() switch
    {
        null => null,
        [string text] => text,
        _ => throw new FormatException("There is more than one text."),
    };

    /// <summary>Writes a time, which may be null.</summary>
    public static void WriteTime(this BinaryWriter writer, DateTime? time) => writer.Write(time?.Ticks ?? -1);

    /// <summary>Reads a time.</summary>
    public static DateTime? ReadTime(this BinaryReader reader) =>
        reader.ReadInt64() is >= 0 and var ticks ? new DateTime(ticks) : null;

    /// <summary>Reads how many parts follow, and refuses more than the rest of the state can hold.</summary>
    /// <param name="reader">The state.</param>
    /// <param name="least">The fewest bytes of a part.</param>
    /// <param name="length">How many there must be; null for any.</param>
    public static int ReadCount(this BinaryReader reader, int least, int? length = null)
    {
        int count = reader.ReadInt32();
        return count >= 0 && (long)count * least <= reader.BaseStream.Length - reader.BaseStream.Position
            && (length is null || length == count)
            ? count
            : throw new FormatException("The number of parts differs from the stated one.");
    }

    /// <summary>Refuses what no session can hold.</summary>
    public static void Require(bool isSo)
    {
        if (!isSo)
        {
            throw new FormatException("The parts of the state do not fit one another, or not the model.");
        }
    }
}
