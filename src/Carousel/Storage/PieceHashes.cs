using System.Runtime.InteropServices;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Storage;

/// <summary>
/// Checksums of the values of a file, each of a piece of a MiB, so that several threads make them; they do not depend
/// on how many.
/// </summary>
internal static class PieceHashes
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Below, starting threads costs more than they save.</summary>
    private const int PiecesForThreads = 8;

    private const int MostThreads = 8;

    /// <summary>The checksums: XXH3, of pieces too short for <see cref="XxHash3"/> XXH64.</summary>
    /// <param name="content">Tensors by name.</param>
    /// <param name="threads">How many threads may make them; 0 for as many as the machine has processors.</param>
    /// <param name="notFinite">The first tensor by its name that holds NaN or infinity; null for none.</param>
    /// <returns>One for each piece, tensor by tensor: of a matrix in 8 bits first of its numbers, then of its
    /// scales.</returns>
    public static ulong[] Of(TensorFile content, int threads, out string? notFinite)
    {
        var pieces = new Piece[content.Tensors.Values.Sum(Count)];
        int next = 0;
        foreach (StoredTensor tensor in content.Tensors.Values)
        {
            for (int part = 0; part < Parts(tensor); part++)
            {
                int length = Bytes(tensor, part).Length;
                for (int from = 0; from < length; from += PieceBytes)
                {
                    pieces[next++] = new Piece(tensor, part, from);
                }
            }
        }

        var work = new Hashing(pieces, new ulong[pieces.Length], new uint[pieces.Length]);
        using var workers = new Workers(
            pieces.Length < PiecesForThreads
                ? 1
                : Math.Min(threads == 0 ? Environment.ProcessorCount : threads, MostThreads));
        workers.Run(work, pieces.Length);
        int bad = Array.FindIndex(work.Largest, largest => !FiniteBits.AreFinite(largest));
        notFinite = bad < 0 ? null : pieces[bad].Tensor.Name;
        return work.Hashes;
    }

    /// <summary>How many pieces a tensor has.</summary>
    /// <param name="tensor">The tensor.</param>
    public static int Count(StoredTensor tensor)
    {
        int count = 0;
        for (int part = 0; part < Parts(tensor); part++)
        {
            count += (int)(((long)Bytes(tensor, part).Length + PieceBytes - 1) / PieceBytes);
        }

        return count;
    }

    private static int Parts(StoredTensor tensor) => tensor.Quantized is null ? 1 : 2;

    private static ReadOnlySpan<byte> Bytes(StoredTensor tensor, int part) =>
        tensor.Quantized is not { } matrix ? MemoryMarshal.AsBytes(tensor.Values.Span)
        : part == 0 ? MemoryMarshal.AsBytes(matrix.Values.Span) : MemoryMarshal.AsBytes(matrix.Scales.Span);

    private readonly record struct Piece(StoredTensor Tensor, int Part, int From);

    private readonly struct Hashing(Piece[] pieces, ulong[] hashes, uint[] largest) : IParallelWork
    {
        public ulong[] Hashes => hashes;

        /// <summary>The largest bits without the sign of each piece; 0 of a matrix in 8 bits, whose scales are held
        /// against their range.</summary>
        public uint[] Largest => largest;

        public void Run(int part)
        {
            (StoredTensor tensor, int own, int from) = pieces[part];
            ReadOnlySpan<byte> bytes = Bytes(tensor, own)[from..];
            bytes = bytes[..Math.Min(PieceBytes, bytes.Length)];
            uint most;
            if (bytes.Length >= XxHash3.LeastBytes)
            {
                hashes[part] = XxHash3.Of(bytes, out most);
            }
            else
            {
                hashes[part] = XxHash64.Of(bytes);
                most = FiniteBits.Largest(MemoryMarshal.Cast<byte, uint>(bytes));
            }

            largest[part] = tensor.Quantized is null ? most : 0;
        }
    }
}
