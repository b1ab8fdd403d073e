using Carousel.Storage;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// Walks through a file of the format without taking memory, and refuses one that would need far more memory than it
/// has bytes: a message of 2 bytes becomes an object of hundreds.
/// </summary>
/// <remarks>
/// Numbers of the fields: onnx.proto. What it estimates is what the parser takes, rounded up; a file may cost twice its
/// size and <see cref="Constant"/> bytes.
/// </remarks>
internal static class ProtocolScan
{
    /// <summary>Bytes that a file may cost in addition to twice its size.</summary>
    public const long Constant = 16L << 20;

    // Objects with their empty lists, and a number of a list that was a byte in the file: 8 bytes, and as much again
    // while the list grows.
    private const long MessageCost = 400, StringCost = 40, NumberCost = 24;
    private const int DeepestGraph = 32;

    // Field 2 of a tensor, a number.
    private const ulong DataTypeTag = 2 << 3;

    private enum Kind
    {
        Leaf,
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        Sparse,
        Value,
        ValueType,
        TensorType,
        TensorShape,
    }

    /// <summary>Checks a file.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="ModelFileException">It is damaged, or would need too much memory.</exception>
    public static void Require(string file, ReadOnlySpan<byte> bytes)
    {
        long cost = 0;
        if (!Walk(bytes, Kind.Model, 0, (2L * bytes.Length) + Constant, ref cost))
        {
            throw Refusal.Of(cost > (2L * bytes.Length) + Constant
                ? $"{file} has {bytes.Length} bytes, but its many small parts would need more "
                    + $"than {cost >> 20} MB of memory. It is rejected as malformed."
                : $"{file} is not an ONNX model, or is damaged: a part of it ends after the end of the file, is of "
                    + $"an unknown kind, or is nested more than {DeepestGraph} levels deep.");
        }
    }

    private static bool Walk(ReadOnlySpan<byte> bytes, Kind kind, int depth, long most, ref long cost)
    {
        cost += MessageCost;
        int at = 0, size = kind == Kind.Tensor ? ValueSize(bytes) : 0;
        while (at < bytes.Length)
        {
            if (cost > most || depth > DeepestGraph || !ReadNumber(bytes, ref at, out ulong tag))
            {
                return false;
            }

            int field = (int)(tag >> 3);
            switch ((int)(tag & 7))
            {
                case 0:
                    cost += NumberCost;
                    if (!ReadNumber(bytes, ref at, out _))
                    {
                        return false;
                    }

                    break;
                case 1:
                    at += 8;
                    cost += NumberCost;
                    break;
                case 5:
                    at += 4;
                    cost += NumberCost;
                    break;
                case 2:
                    if (!ReadNumber(bytes, ref at, out ulong length) || length > (ulong)(bytes.Length - at))
                    {
                        return false;
                    }

                    Kind inner = Inner(kind, field);
                    if (inner != Kind.Leaf || IsSmallMessage(kind, field))
                    {
                        if (!Walk(bytes.Slice(at, (int)length), inner, depth + 1, most, ref cost))
                        {
                            return false;
                        }
                    }
                    else
                    {
                        cost += StringCost + CostOf(kind, field, bytes.Slice(at, (int)length), size);
                    }

                    at += (int)length;
                    break;
                default:
                    // Groups, which the format does not have: the parser would pass over them and read on.
                    return false;
            }

            if (at > bytes.Length)
            {
                return false;
            }
        }

        return true;
    }

    // Raw bytes and real numbers cost their size; whole numbers of a tensor cost their size plus their decoded size.
    // Other numbers cost 8 bytes for a byte; a byte of text costs two.
    private static long CostOf(Kind kind, int field, ReadOnlySpan<byte> bytes, int size) => (kind, field) switch
    {
        (Kind.Tensor, 9 or 4 or 10) => bytes.Length,
        (Kind.Tensor, 5 or 7 or 11) => StringCost + bytes.Length + (size * TypedValues.Count(bytes)),
        (Kind.Tensor, 1) or (Kind.Attribute, 8) => (long)NumberCost * bytes.Length,
        _ => 2L * bytes.Length,
    };

    // Bytes of a value of a tensor, whose type may come after the values; the last type counts.
    private static int ValueSize(ReadOnlySpan<byte> tensor)
    {
        int size = 0;
        for (int at = 0; at < tensor.Length && ReadNumber(tensor, ref at, out ulong tag);)
        {
            ulong skipped = (tag & 7) switch { 1 => 8, 5 => 4, _ => 0 };
            if ((tag & 7) is 0 or 2 && !ReadNumber(tensor, ref at, out skipped))
            {
                break;
            }

            if (tag == DataTypeTag)
            {
                size = OnnxTypes.IsKnown((int)skipped) ? ((OnnxType)(int)skipped).Size() : 0;
            }

            skipped = (tag & 7) == 0 ? 0 : skipped;
            if ((tag & 7) is 3 or 4 or 6 or 7 || skipped > (ulong)(tensor.Length - at))
            {
                break;
            }

            at += (int)skipped;
        }

        return size;
    }

    private static bool IsSmallMessage(Kind kind, int field) =>
        (kind, field) is (Kind.Model, 8 or 14 or 25) or (Kind.Tensor, 13) or (Kind.TensorShape, 1);

    private static Kind Inner(Kind kind, int field) => (kind, field) switch
    {
        (Kind.Model, 7) or (Kind.Attribute, 6 or 11) => Kind.Graph,
        (Kind.Graph, 1) => Kind.Node,
        (Kind.Graph, 5) or (Kind.Attribute, 5 or 10) or (Kind.Sparse, 1) => Kind.Tensor,
        (Kind.Graph, 11 or 12 or 13) => Kind.Value,
        (Kind.Graph, 15) => Kind.Sparse,
        (Kind.Node, 5) => Kind.Attribute,
        (Kind.Value, 2) => Kind.ValueType,
        (Kind.ValueType, 1) => Kind.TensorType,
        (Kind.TensorType, 2) => Kind.TensorShape,
        _ => Kind.Leaf,
    };

    /// <summary>Reads a whole number of 1 to 10 bytes.</summary>
    /// <returns>False where it does not end.</returns>
    public static bool ReadNumber(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 70 && at < bytes.Length; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7f) << Math.Min(shift, 63);
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
