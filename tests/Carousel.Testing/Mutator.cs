using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Carousel.Testing;

/// <summary>Damages files in the ways that find faults in readers: the same for the same seed and number.</summary>
/// <remarks>
/// Flipped bits and bytes, cuts, runs that are removed, doubled or swapped, pieces of other files, numbers at borders
/// in binary and in written fields, and texts that change places.
/// </remarks>
public sealed class Mutator(int seed)
{
    private const int MostEdits = 4;
    private const int LongestRun = 64;

    private static readonly long[] _borders =
    [
        0, 1, -1, 2, 7, 8, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 16777216, int.MaxValue - 1L, int.MaxValue,
        int.MaxValue + 1L, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40,
        long.MaxValue, long.MinValue, long.MaxValue - 7,
    ];

    private static readonly string[] _written =
        [
            "0", "1", "-1", "2", "3", "255", "2147483647", "2147483648", "4294967296", "9223372036854775807",
            "18446744073709551616", "1e9", "1.5", "null", "true", "\"\"", "[]", "{}", "[[[[[[[[[[", "NaN", "\\u0000",
        ];

    /// <summary>A damaged file.</summary>
    /// <param name="originals">Sound files, one at least; one of them is damaged, others lend pieces.</param>
    /// <param name="number">Which mutation, 0 or more.</param>
    /// <returns>Its bytes: never those of an original in full.</returns>
    public byte[] Mutate(IReadOnlyList<byte[]> originals, int number)
    {
        ArgumentNullException.ThrowIfNull(originals);
        var random = new Random(unchecked((seed * 1_000_003) + number));
        byte[] original = originals[random.Next(originals.Count)], bytes = original;
        while (bytes.AsSpan().SequenceEqual(original))
        {
            for (int edits = 1 + random.Next(MostEdits); edits > 0; edits--)
            {
                bytes = bytes.Length == 0 ? [(byte)random.Next(256)] : Edit(bytes, originals, random);
            }
        }

        return bytes;
    }

    private static byte[] Edit(byte[] bytes, IReadOnlyList<byte[]> originals, Random random)
    {
        int at = Place(bytes.Length, random), run = Math.Min(1 + random.Next(LongestRun), bytes.Length - at);
        switch (random.Next(11))
        {
            case 0:
                return With(bytes, at, [(byte)(bytes[at] ^ (1 << random.Next(8)))]);
            case 1:
                return With(bytes, at, [(byte)random.Next(256)]);
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[(at + run)..]];
            case 4:
                return [.. bytes[..at], .. bytes[at..(at + run)], .. bytes[at..]];
            case 5:
                return Splice(bytes, at, originals[random.Next(originals.Count)], random);
            case 6:
                return WithNumber(bytes, at, random);
            case 7:
                return WrittenNumber(bytes, at, random);
            case 8:
                return TextElsewhere(bytes, at, random);
            case 9:
                return With(bytes, at, new byte[run]);
            default:
                return [
                    .. bytes[..at], .. Encoding.ASCII.GetBytes(_written[random.Next(_written.Length)]), .. bytes[at..],
                ];
        }
    }

    // Heads and tails decide most about a file: every second place is in its first or last bytes.
    private static int Place(int length, Random random) => random.Next(4) switch
    {
        0 => random.Next(Math.Min(length, 512)),
        1 => length - 1 - random.Next(Math.Min(length, 512)),
        _ => random.Next(length),
    };

    private static byte[] With(byte[] bytes, int at, ReadOnlySpan<byte> over)
    {
        byte[] changed = [.. bytes];
        over[..Math.Min(over.Length, bytes.Length - at)].CopyTo(changed.AsSpan(at));
        return changed;
    }

    private static byte[] Splice(byte[] bytes, int at, byte[] other, Random random)
    {
        int from = random.Next(other.Length), count = Math.Min(1 + random.Next(4 * LongestRun), other.Length - from);
        return random.Next(2) == 0 ? With(bytes, at, other.AsSpan(from, count)) : [.. bytes[..at], .. other[from..]];
    }

    private static byte[] WithNumber(byte[] bytes, int at, Random random)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        long border = _borders[random.Next(_borders.Length)] + (random.Next(3) == 0 ? random.Next(-9, 10) : 0);
        BinaryPrimitives.WriteInt64LittleEndian(number, border);
        return With(bytes, at, number[..(1 << random.Next(4))]);
    }

    /// <summary>A number in the digits of the file becomes another.</summary>
    private static byte[] WrittenNumber(byte[] bytes, int at, Random random)
    {
        int first = Array.FindIndex(bytes, at, b => char.IsAsciiDigit((char)b));
        if (first < 0)
        {
            return With(bytes, at, [(byte)'9']);
        }

        int end = first;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end]) && end - first < 18)
        {
            end++;
        }

        long old = long.Parse(Encoding.ASCII.GetString(bytes, first, end - first), CultureInfo.InvariantCulture);
        string text = random.Next(2) == 0
            ? _written[random.Next(_written.Length)]
            : (old + random.Next(-8, 9)).ToString(CultureInfo.InvariantCulture);
        return [.. bytes[..first], .. Encoding.ASCII.GetBytes(text), .. bytes[end..]];
    }

    /// <summary>A word of the file replaces another.</summary>
    private static byte[] TextElsewhere(byte[] bytes, int at, Random random)
    {
        (int From, int To) one = Word(bytes, at), other = Word(bytes, random.Next(bytes.Length));
        return [.. bytes[..one.From], .. bytes[other.From..other.To], .. bytes[one.To..]];
    }

    private static (int From, int To) Word(byte[] bytes, int at)
    {
        int from = Math.Max(0, Array.FindIndex(bytes, at, b => char.IsAsciiLetterOrDigit((char)b))), to = from;
        while (to < bytes.Length && (char.IsAsciiLetterOrDigit((char)bytes[to]) || bytes[to] is (byte)'_' or (byte)'.'))
        {
            to++;
        }

        return (from, to);
    }
}
