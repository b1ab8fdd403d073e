using System.Text.Json;
using Carousel.Tensors;

namespace Carousel.Storage;

/// <summary>
/// Reads what the header of a <c>.safetensors</c> file says of a tensor, without a tree of it in memory.
/// </summary>
/// <param name="file">How the file is called in messages.</param>
/// <param name="types">The types of values that can be read, and the bytes of a value.</param>
/// <param name="readable">The same in words, to follow <c>only</c>.</param>
/// <param name="keepsUnread">Whether a tensor of another type, or of too many axes, becomes an entry. Otherwise the
/// file is rejected.</param>
internal sealed class SafeTensorsEntryReader(
    string file, Dictionary<string, int> types, string readable, bool keepsUnread)
{
    /// <summary>Reads the entry of a tensor. The reader is at its first token before, at its last afterwards.</summary>
    /// <exception cref="ModelFileException">The entry is not one of a tensor that can be read.</exception>
    public SafeTensorsEntry Read(string name, ref Utf8JsonReader json)
    {
        if (name.Length == 0)
        {
            throw Bad("a tensor has an empty name.");
        }

        (string? type, int bytes, Shape? shape, long begin, long end) = (null, 0, null, 0, -1);
        (string? unreadType, string? unreadShape, bool hasOffsets) = (null, null, false);
        if (json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("dtype"u8))
                {
                    (type, bytes, unreadType) = ReadType(name, ref json);
                }
                else if (json.ValueTextEquals("shape"u8))
                {
                    (shape, unreadShape) = ReadShape(name, ref json);
                }
                else if (json.ValueTextEquals("data_offsets"u8))
                {
                    (hasOffsets, begin, end) = ReadOffsets(name, ref json);
                }
                else
                {
                    json.Skip();
                }
            }
        }

        if (type is null || shape is not { } size || !hasOffsets)
        {
            throw Unsaid(name);
        }

        if ((unreadType ?? unreadShape) is { } unread)
        {
            return keepsUnread
                ? new SafeTensorsEntry(name, type, default, begin, end, unread)
                : throw Bad($"the tensor '{name}' {unread}.");
        }

        long needed = (long)size.Length * bytes;
        return end - begin == needed
            ? new SafeTensorsEntry(name, type, size, begin, end, null)
            : throw Bad(
                $"the tensor '{name}' of shape {size} needs {SafeTensors.Grouped(needed)} bytes, "
                + $"its offsets span {SafeTensors.Grouped(end - begin)}.");
    }

    private (string Type, int Bytes, string? Unread) ReadType(string name, ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
        {
            throw Unsaid(name);
        }

        foreach ((string known, int bytes) in types)
        {
            if (json.ValueTextEquals(known))
            {
                return (known, bytes, null);
            }
        }

        return ("", 0, $"has values of the type {OneLine.Shown(json.GetString()!)}; only {readable} can be read");
    }

    private (bool IsGiven, long Begin, long End) ReadOffsets(string name, ref Utf8JsonReader json)
    {
        Span<long> ends = stackalloc long[2];
        (int count, bool inRange) = ReadNumbers(name, ref json, ends);
        return count != 2 ? throw Unsaid(name)
            : inRange && ends[1] >= ends[0] ? (true, ends[0], ends[1])
            : throw Bad($"the offsets of the tensor '{name}' are not a range.");
    }

    /// <summary>Reads an array of whole numbers of 0 or more. Numbers that do not fit are only counted.</summary>
    private (int Count, bool InRange) ReadNumbers(string name, ref Utf8JsonReader json, scoped Span<long> numbers)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Unsaid(name);
        }

        (int count, bool inRange) = (0, true);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            long number = 0;
            inRange &= json.TokenType == JsonTokenType.Number && json.TryGetInt64(out number) && number >= 0;
            json.Skip();
            if (count < numbers.Length)
            {
                numbers[count] = number;
            }

            count++;
        }

        return (count, inRange);
    }

    private (Shape Shape, string? Unread) ReadShape(string name, ref Utf8JsonReader json)
    {
        Span<long> sizes = stackalloc long[3];
        (int rank, bool inRange) = ReadNumbers(name, ref json, sizes);
        if (rank > sizes.Length)
        {
            return (default, $"has {rank} axes; at most {sizes.Length} can be read");
        }

        long length = 1;
        foreach (long size in sizes[..rank])
        {
            if (!inRange || size > int.MaxValue)
            {
                throw Bad($"the shape of the tensor '{name}' has an axis that is not a whole number in range.");
            }

            // At most 2³¹ values so far, times at most 2³¹: no overflow.
            length = length <= int.MaxValue ? length * size : throw TooLarge(name);
        }

        return length > int.MaxValue / sizeof(float)
            ? throw TooLarge(name)
            : (rank switch
            {
                0 => new Shape(1),
                1 => new Shape((int)sizes[0]),
                2 => new Shape((int)sizes[0], (int)sizes[1]),
                _ => new Shape((int)sizes[0], (int)sizes[1], (int)sizes[2]),
            }, null);
    }

    private ModelFileException Unsaid(string name) =>
        Bad($"the header does not say dtype, shape and data_offsets of the tensor '{name}'.");

    private ModelFileException TooLarge(string name) => Bad($"the tensor '{name}' has too many values.");

    private ModelFileException Bad(string sentence) => new($"{file}: {sentence}");
}
