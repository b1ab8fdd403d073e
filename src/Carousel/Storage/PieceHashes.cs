using System.Runtime.InteropServices;
using Carousel.Execution;
using Carousel.Kernels.Primitives;

namespace Carousel.Storage;

/// <summary>Checksums of the values of a file, each of a piece of a MiB, so that several threads make them; they do not depend on how many.</summary>
internal static class PieceHashes
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Below, starting threads costs more than they save.</summary>
    private const int PiecesForThreads = 8;

    private const int MostThreads = 8;

    /// <summary>The checksums.</summary>
    /// <param name="content">Tensors by name.</param>
    /// <param name="isXxHash3">XXH3, else XXH64; that of pieces too short for <see cref="XxHash3"/> is XXH64 in any case.</param>
    /// <param name="threads">How many threads may make them; 0 for as many as the machine has processors.</param>
    /// <returns>One for each piece, tensor by tensor: of a matrix in 8 bits first of its numbers, then of its scales.</returns>
    public static ulong[] Of(TensorFile content, bool isXxHash3, int threads)
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

        var work = new Hashing(pieces, new ulong[pieces.Length], isXxHash3);
        using var workers = new Workers(pieces.Length < PiecesForThreads ? 1 : Math.Min(threads == 0 ? Environment.ProcessorCount : threads, MostThreads));
        workers.Run(work, pieces.Length);
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

    private static int Parts(StoredTensor tensor) => tensor.Quantised is null ? 1 : 2;

    private static ReadOnlySpan<byte> Bytes(StoredTensor tensor, int part) => tensor.Quantised is not { } matrix ? MemoryMarshal.AsBytes(tensor.Values.Span)
        : part == 0 ? MemoryMarshal.AsBytes(matrix.Values.Span) : MemoryMarshal.AsBytes(matrix.Scales.Span);

    private readonly record struct Piece(StoredTensor Tensor, int Part, int From);

    private readonly struct Hashing(Piece[] pieces, ulong[] hashes, bool isXxHash3) : IParallelWork
    {
        public ulong[] Hashes => hashes;

        public void Run(int part)
        {
            (StoredTensor tensor, int own, int from) = pieces[part];
            ReadOnlySpan<byte> bytes = Bytes(tensor, own)[from..];
            bytes = bytes[..Math.Min(PieceBytes, bytes.Length)];
            hashes[part] = isXxHash3 && bytes.Length >= XxHash3.LeastBytes ? XxHash3.Of(bytes) : XxHash64.Of(bytes);
        }
    }
}
