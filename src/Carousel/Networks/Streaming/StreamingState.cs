using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>
/// The bytes of a saved state, version 1: a head of 32 bytes, then the values, all little-endian. Described in
/// docs/how-to/stream.md.
/// </summary>
internal static class StreamingState
{
    /// <summary>Bytes before the values.</summary>
    public const int HeadBytes = 32;

    /// <summary>Offset of the checksum in the head, four bytes.</summary>
    public const int ChecksumAt = 28;

    private const ushort Version = 1;
    private const int StructureAt = 8, StepsAt = 16, CountAt = 24;
    private const ulong HashStart = 14695981039346656037, HashPrime = 1099511628211;

    private static readonly ConditionalWeakTable<SequenceLayer, object> _structures = [];

    private static ReadOnlySpan<byte> Magic => "CARS"u8;

    /// <summary>Writes the head, the values being there already.</summary>
    /// <param name="bytes">[HeadBytes + 4 · values], the head overwritten.</param>
    /// <param name="model">Whose state it is.</param>
    /// <param name="steps">Steps taken.</param>
    public static void Seal(Span<byte> bytes, SequenceLayer model, long steps)
    {
        bytes[..HeadBytes].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[StructureAt..], StructureOf(model));
        BinaryPrimitives.WriteInt64LittleEndian(bytes[StepsAt..], steps);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[CountAt..], (bytes.Length - HeadBytes) / sizeof(float));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Checksum(bytes));
    }

    /// <summary>Checks everything but the values, which may be any.</summary>
    /// <param name="bytes">A saved state, or not.</param>
    /// <param name="model">Whose state it should be.</param>
    /// <returns>Steps taken.</returns>
    /// <exception cref="StreamingStateException">It is not.</exception>
    public static long Open(ReadOnlySpan<byte> bytes, SequenceLayer model)
    {
        if (bytes.Length < HeadBytes || !bytes.StartsWith(Magic))
        {
            throw new StreamingStateException("The bytes are not a saved state of a streaming session.");
        }

        int version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        if (version != Version)
        {
            throw new StreamingStateException(
                $"The saved state has format version {version}, but this release reads version {Version}.");
        }

        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[CountAt..]);
        if (count < 0 || bytes.Length != HeadBytes + ((long)count * sizeof(float))
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Checksum(bytes))
        {
            throw new StreamingStateException("The saved state is damaged: its bytes are not those that were saved.");
        }

        if (count != model.StateSize
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[StructureAt..]) != StructureOf(model))
        {
            throw new StreamingStateException(
                $"The saved state is of another model: it has {count} values, and this model's state "
                + $"has {model.StateSize}; layers and sizes must be the same.");
        }

        long steps = BinaryPrimitives.ReadInt64LittleEndian(bytes[StepsAt..]);
        return steps >= 0
            ? steps
            : throw new StreamingStateException(
                $"The saved state counts {steps} steps, which must be 0 or more: save it again.");
    }

    /// <summary>
    /// A hash of the model's structure: names and shapes of its parameters, and its sizes. Training does not change it.
    /// </summary>
    private static ulong StructureOf(SequenceLayer model) => (ulong)_structures.GetValue(model, static m =>
    {
        var text = new StringBuilder();
        text.Append(m.GetType().Name).Append(' ').Append(m.InputSize).Append(' ').Append(m.OutputSize).Append(' ')
            .Append(m.StateSize);
        foreach (Parameter parameter in m.Parameters)
        {
            text.Append('\n').Append(parameter.Name).Append(' ').Append(parameter.Shape);
        }

        return MarkOf(text.ToString());
    });

    /// <summary>A hash of a text, such as the description of a model's structure.</summary>
    /// <param name="text">The text.</param>
    public static ulong MarkOf(string text) => Hash(HashStart, Encoding.UTF8.GetBytes(text));

    /// <summary>Checksum of all bytes except the checksum field.</summary>
    /// <param name="bytes">[HeadBytes + …], of which four at <see cref="ChecksumAt"/> are skipped.</param>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Hash(Hash(HashStart, bytes[..ChecksumAt]), bytes[HeadBytes..]);
        return (uint)(hash ^ (hash >> 32));
    }

    /// <summary>FNV-1a, 64 bits.</summary>
    private static ulong Hash(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * HashPrime;
        }

        return hash;
    }
}
