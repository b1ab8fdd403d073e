using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>Some steps together: the corrections solve a triangular system. docs/derivations/delta.md.</summary>
internal readonly unsafe partial struct DeltaCell<TDecay>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<V, O>(in MatrixChunk c, bool ends)
        where V : struct
        where O : ILanes<V>
    {
        var w = new Work(c);
        int steps = c.Steps;
        Normalise<V, O>(c.Query, w.OverQuery);
        Normalise<V, O>(c.Key, w.OverKey);
        float sum = 0;
        for (int t = 0; t < MatrixSize.Chunk; t++)
        {
            w.Rates[t] = t < steps ? Rate(c.Scalars[t]) : 0;
            sum += TDecay.Decays && t < steps ? LogDecay(c.Scalars[MatrixSize.Chunk + t]) : 0;
            w.Sums[t] = sum;
            w.Past[t] = Weight(sum);
        }

        w.Transposed.LoadTransposed(c.Key);
        w.Given.Clear();
        w.Given.AddLower<V, O>(c.Key, w.Transposed);
        w.Weighed.Clear();
        w.Weighed.AddLower<V, O>(c.Query, w.Transposed);
        w.Said.Clear();
        w.Said.Add<V, O>(c.Key, c.Memory);
        for (int t = 0; t < steps; t++)
        {
            float rate = w.Rates[t];
            Weigh<V, O>(w, t, w.Weighed.Row(t), 1, t + 1);
            Weigh<V, O>(w, t, w.Given.Row(t), -rate, t);
            w.Corrections.ScaleRow<V, O>(t, rate, c.Value);
            w.Corrections.AddRow<V, O>(t, -rate * w.Past[t], w.Said, t);
            w.PastQuery.ScaleRow<V, O>(t, w.Past[t], c.Query);
            w.EndKey.ScaleRow<V, O>(t, Weight(w.Sums[steps - 1] - w.Sums[t]), c.Key);
        }

        w.Corrections.SolveLower<V, O>(w.Given);
        c.Shown.Clear();
        c.Shown.Add<V, O>(w.Weighed, w.Corrections, isLower: true);
        c.Shown.Add<V, O>(w.PastQuery, c.Memory);
        if (ends)
        {
            c.Memory.Scale<V, O>(w.Past[steps - 1]);
            c.Memory.AddTransposed<V, O>(w.EndKey, w.Corrections);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<V, O>(in MatrixChunk c)
        where V : struct
        where O : ILanes<V>
    {
        var w = new Work(c);
        int steps = c.Steps;
        ChunkMatrix dCorrections = w.DCorrections;
        dCorrections.Clear();
        dCorrections.AddTransposed<V, O>(w.Weighed, c.DShown, isLower: true);
        dCorrections.Add<V, O>(w.EndKey, c.DMemory);
        dCorrections.SolveUpper<V, O>(w.Given);

        // ∂loss/∂(q·κ) and ∂loss/∂(κ·κ), in the place of the products with the corrections.
        w.Transposed.LoadTransposed(w.Corrections);
        w.Weighed.Clear();
        w.Weighed.AddLower<V, O>(c.DShown, w.Transposed);
        w.Given.Clear();
        w.Given.AddLower<V, O>(dCorrections, w.Transposed);
        for (int t = 0; t < steps; t++)
        {
            Weigh<V, O>(w, t, w.Weighed.Row(t), 1, t + 1);
            Weigh<V, O>(w, t, w.Given.Row(t), -w.Rates[t], t);
            c.DValue.ScaleRow<V, O>(t, w.Rates[t], dCorrections);
            w.DSaid.ScaleRow<V, O>(t, -w.Rates[t] * w.Past[t], dCorrections);
            w.Other.ScaleRow<V, O>(t, w.Past[t], c.DShown);
        }

        w.Square.LoadTransposed(c.Memory);
        c.DQuery.Clear();
        c.DQuery.Add<V, O>(w.Weighed, c.Key, isLower: true);
        c.DQuery.Add<V, O>(w.Other, w.Square);
        c.DKey.Clear();
        c.DKey.AddTransposed<V, O>(w.Weighed, c.Query, isLower: true);
        c.DKey.AddTransposed<V, O>(w.Given, c.Key, isLower: true);
        c.DKey.Add<V, O>(w.Given, c.Key, isLower: true);
        c.DKey.Add<V, O>(w.DSaid, w.Square);
        w.Square.LoadTransposed(c.DMemory);
        for (int s = 0; s < steps; s++)
        {
            w.Other.ScaleRow<V, O>(s, Weight(w.Sums[steps - 1] - w.Sums[s]), w.Corrections);
        }

        c.DKey.Add<V, O>(w.Other, w.Square);
        BackwardGates<V, O>(c, w);
        c.DMemory.Scale<V, O>(w.Past[steps - 1]);
        c.DMemory.AddTransposed<V, O>(w.PastQuery, c.DShown);
        c.DMemory.AddTransposed<V, O>(c.Key, w.DSaid);
        NormaliseBackward<V, O>(c.Query, w.OverQuery, c.DQuery);
        NormaliseBackward<V, O>(c.Key, w.OverKey, c.DKey);
    }

    /// <summary>A rate scales its correction; what a decay scales is all that is read and kept of before.</summary>
    private static void BackwardGates<V, O>(in MatrixChunk c, in Work w)
        where V : struct
        where O : ILanes<V>
    {
        float sum = TDecay.Decays ? c.Flow : 0;
        for (int t = c.Steps - 1; t >= 0; t--)
        {
            c.DScalars[t] = w.DCorrections.Dot<V, O>(t, w.Corrections, t) * (1 - (0.5f * w.Rates[t]));
            if (TDecay.Decays)
            {
                sum += c.DShown.Dot<V, O>(t, c.Shown, t) - c.Value.Dot<V, O>(t, c.DValue, t);
                c.DScalars[MatrixSize.Chunk + t] = sum * Activations.Logistic(-c.Scalars[MatrixSize.Chunk + t]);
            }
        }
    }

    private static float Weight(float sum) => TDecay.Decays ? Elementary.Exp(sum) : 1;

    /// <summary>row[s] ·= by·e^(sum[t] − sum[s]) for s &lt; count, and zeros behind.</summary>
    private static void Weigh<V, O>(in Work w, int t, float* row, float by, int count)
        where V : struct
        where O : ILanes<V>
    {
        V factor = O.Broadcast(by), at = O.Broadcast(w.Sums[t]);
        for (int s = 0; s < count; s += O.Count)
        {
            V value = O.Multiply(factor, O.Load(row + s));
            if (TDecay.Decays)
            {
                value = O.Multiply(value, Elementary.Exp<V, O>(O.Subtract(at, O.Load(w.Sums + s))));
            }

            O.Store(value, row + s);
        }

        new Span<float>(row + count, MatrixSize.Chunk - count).Clear();
    }

    private static void Normalise<V, O>(in ChunkMatrix rows, float* over)
        where V : struct
        where O : ILanes<V>
    {
        for (int t = 0; t < rows.Rows; t++)
        {
            over[t] = OverLength(rows.Dot<V, O>(t, rows, t));
            rows.ScaleRow<V, O>(t, over[t], rows);
        }
    }

    /// <summary>What of a gradient turns the row, by how long the row was.</summary>
    private static void NormaliseBackward<V, O>(in ChunkMatrix rows, float* over, in ChunkMatrix d)
        where V : struct
        where O : ILanes<V>
    {
        for (int t = 0; t < rows.Rows; t++)
        {
            d.AddRow<V, O>(t, -rows.Dot<V, O>(t, d, t), rows, t);
            d.ScaleRow<V, O>(t, over[t], d);
        }
    }

    /// <summary>What lies in a chunk's room.</summary>
    private readonly ref struct Work
    {
        public Work(in MatrixChunk c)
        {
            ChunkRoom room = c.Room;
            (int l, int d) = (c.Steps, c.Head);
            (Transposed, Given, Weighed) = (room.Matrix(d, l), room.Matrix(l, l), room.Matrix(l, l));
            (Said, Corrections) = (room.Matrix(l, d), room.Matrix(l, d));
            (PastQuery, EndKey) = (room.Matrix(l, d), room.Matrix(l, d));
            Rates = room.Row();
            Sums = room.Row();
            Past = room.Row();
            OverQuery = room.Row();
            OverKey = room.Row();
            (DCorrections, Other, Square) = (room.Matrix(l, d), room.Matrix(l, d), room.Matrix(d, d));
        }

        /// <summary>κᵀ, then that of the corrections.</summary>
        public ChunkMatrix Transposed { get; }

        /// <summary>−β·κ·κ, weighed: what a correction takes from a later one.</summary>
        public ChunkMatrix Given { get; }

        /// <summary>q̂·κ, weighed: what a correction counts for a later query.</summary>
        public ChunkMatrix Weighed { get; }

        /// <summary>What the matrix before the chunk says of each key.</summary>
        public ChunkMatrix Said { get; }

        /// <summary>Its gradient, in the same place.</summary>
        public ChunkMatrix DSaid => Said;

        /// <summary>β(v − αS₋κ).</summary>
        public ChunkMatrix Corrections { get; }

        /// <summary>q̂, by what is left of the past.</summary>
        public ChunkMatrix PastQuery { get; }

        /// <summary>κ, by what is left of it at the end.</summary>
        public ChunkMatrix EndKey { get; }

        /// <summary>β.</summary>
        public float* Rates { get; }

        /// <summary>Σ ln α.</summary>
        public float* Sums { get; }

        /// <summary>What is left of the past.</summary>
        public float* Past { get; }

        /// <summary>1 / length of each query.</summary>
        public float* OverQuery { get; }

        /// <summary>1 / length of each key.</summary>
        public float* OverKey { get; }

        /// <summary>The gradient of the right side of the system.</summary>
        public ChunkMatrix DCorrections { get; }

        /// <summary>A factor for a while.</summary>
        public ChunkMatrix Other { get; }

        /// <summary>The transpose of a matrix.</summary>
        public ChunkMatrix Square { get; }
    }
}
