using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>Some steps together: the corrections solve a triangular system. docs/derivations/xlstm.md.</summary>
internal readonly unsafe partial struct DeltaCell<TDecay>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<V, O>(in MatrixChunk c, bool ends)
        where O : ILanes<V>
    {
        var w = new Work(c);
        int steps = c.Steps;
        Normalize<V, O>(c.Query, w.OverQuery);
        Normalize<V, O>(c.Key, w.OverKey);
        Gates<V, O>(c, w);
        w.Transposed.LoadTransposed(c.Key);
        w.Given.MultiplyLower<V, O>(c.Key, w.Transposed);
        w.Weighed.MultiplyLower<V, O>(c.Query, w.Transposed);
        w.Said.Multiply<V, O>(c.Key, c.Memory, adds: false);
        for (int t = 0; t < steps; t++)
        {
            Weigh<V, O>(w, t, w.Weighed.Row(t), 1, t + 1);
            Weigh<V, O>(w, t, w.Given.Row(t), -w.Rates[t], t);
        }

        w.Corrections.Scale<V, O>(w.Rates, c.Value);
        w.Corrections.AddScaled<V, O>(w.PastRates, w.Said);
        w.PastQuery.Scale<V, O>(w.Past, c.Query);
        w.EndKey.Scale<V, O>(w.ToEnd, c.Key);
        w.Corrections.SolveLower<V, O>(w.Given);
        c.Shown.Multiply<V, O>(w.Weighed, w.Corrections, adds: false, isLower: true);
        c.Shown.Multiply<V, O>(w.PastQuery, c.Memory, adds: true);
        if (ends)
        {
            c.Memory.Scale<V, O>(w.Past[steps - 1]);
            c.Memory.MultiplyTransposed<V, O>(w.EndKey, w.Corrections, adds: true);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<V, O>(in MatrixChunk c)
        where O : ILanes<V>
    {
        var w = new Work(c);
        int steps = c.Steps;
        ChunkMatrix dCorrections = w.DCorrections;
        dCorrections.MultiplyTransposed<V, O>(w.Weighed, c.DShown, adds: false, isLower: true);
        dCorrections.Multiply<V, O>(w.EndKey, c.DMemory, adds: true);
        dCorrections.SolveUpper<V, O>(w.Given);

        // ∂loss/∂(q·κ) and ∂loss/∂(κ·κ), in the place of the products with the corrections.
        w.Transposed.LoadTransposed(w.Corrections);
        w.Weighed.MultiplyLower<V, O>(c.DShown, w.Transposed);
        w.Given.MultiplyLower<V, O>(dCorrections, w.Transposed);
        for (int t = 0; t < steps; t++)
        {
            Weigh<V, O>(w, t, w.Weighed.Row(t), 1, t + 1);
            Weigh<V, O>(w, t, w.Given.Row(t), -w.Rates[t], t);
        }

        c.DValue.Scale<V, O>(w.Rates, dCorrections);
        w.DSaid.Scale<V, O>(w.PastRates, dCorrections);
        w.Square.LoadTransposed(c.Memory);
        w.Other.Scale<V, O>(w.Past, c.DShown);
        c.DQuery.Multiply<V, O>(w.Weighed, c.Key, adds: false, isLower: true);
        c.DQuery.Multiply<V, O>(w.Other, w.Square, adds: true);
        c.DKey.MultiplyTransposed<V, O>(w.Weighed, c.Query, adds: false, isLower: true);
        c.DKey.MultiplyTransposed<V, O>(w.Given, c.Key, adds: true, isLower: true);
        c.DKey.Multiply<V, O>(w.Given, c.Key, adds: true, isLower: true);
        c.DKey.Multiply<V, O>(w.DSaid, w.Square, adds: true);
        w.Square.LoadTransposed(c.DMemory);
        w.Other.Scale<V, O>(w.ToEnd, w.Corrections);
        c.DKey.Multiply<V, O>(w.Other, w.Square, adds: true);
        BackwardGates<V, O>(c, w);
        c.DMemory.Scale<V, O>(w.Past[steps - 1]);
        c.DMemory.MultiplyTransposed<V, O>(w.PastQuery, c.DShown, adds: true);
        c.DMemory.MultiplyTransposed<V, O>(c.Key, w.DSaid, adds: true);
        NormalizeBackward<V, O>(c.Query, w.OverQuery, w.ToEnd, c.DQuery);
        NormalizeBackward<V, O>(c.Key, w.OverKey, w.ToEnd, c.DKey);
    }

    /// <summary>Rates, and by decay what is left of the past at each step and of each step at the end.</summary>
    private static void Gates<V, O>(in MatrixChunk c, in Work w)
        where O : ILanes<V>
    {
        int steps = c.Steps, wide = (steps + 15) & -16;
        for (int t = 0; t < wide; t += O.Count)
        {
            V rate = O.Multiply(O.Broadcast(2), Activations.Logistic<V, O>(O.Load(c.Scalars + t)));
            O.Store(rate, w.Rates + t);
            V log = TDecay.Decays
                ? Elementary.Softplus<V, O>(O.Subtract(O.Zero, O.Load(c.Scalars + MatrixSize.Chunk + t)))
                : O.Zero;
            O.Store(log, w.Sums + t);
        }

        new Span<float>(w.Rates + steps, MatrixSize.Chunk - steps).Clear();
        float sum = 0;
        for (int t = 0; t < steps; t++)
        {
            sum -= w.Sums[t];
            w.Sums[t] = sum;
        }

        V end = O.Broadcast(sum);
        for (int t = 0; t < wide; t += O.Count)
        {
            V at = O.Load(w.Sums + t), past = Weight<V, O>(at);
            O.Store(past, w.Past + t);
            O.Store(Weight<V, O>(O.Subtract(end, at)), w.ToEnd + t);
            O.Store(O.Subtract(O.Zero, O.Multiply(past, O.Load(w.Rates + t))), w.PastRates + t);
        }
    }

    /// <summary>A rate scales its correction; what a decay scales is all that is read and kept of before.</summary>
    private static void BackwardGates<V, O>(in MatrixChunk c, in Work w)
        where O : ILanes<V>
    {
        w.DCorrections.Dot<V, O>(w.Corrections, c.DScalars);
        for (int t = 0; t < c.Steps; t++)
        {
            c.DScalars[t] *= 1 - (0.5f * w.Rates[t]);
        }

        if (!TDecay.Decays)
        {
            return;
        }

        float* decay = c.DScalars + MatrixSize.Chunk;
        c.DShown.Dot<V, O>(c.Shown, decay);
        c.Value.Dot<V, O>(c.DValue, w.ToEnd);
        float sum = c.Flow;
        for (int t = c.Steps - 1; t >= 0; t--)
        {
            sum += decay[t] - w.ToEnd[t];
            decay[t] = sum * Activations.Logistic(-c.Scalars[MatrixSize.Chunk + t]);
        }
    }

    private static V Weight<V, O>(V sum)
        where O : ILanes<V> => TDecay.Decays ? Elementary.Exp<V, O>(sum) : O.Broadcast(1);

    /// <summary>
    /// row[s] ·= by·e^(sum[t] − sum[s]) for s &lt; count, and zeros behind to the end of the tile.
    /// </summary>
    private static void Weigh<V, O>(in Work w, int t, float* row, float by, int count)
        where O : ILanes<V>
    {
        V factor = O.Broadcast(by), at = O.Broadcast(w.Sums[t]), behind = O.Broadcast(count - 0.5f);
        for (int s = 0; s <= (t | 15); s += O.Count)
        {
            V value = O.Multiply(factor, O.Load(row + s));
            if (TDecay.Decays)
            {
                value = O.Multiply(value, Elementary.Exp<V, O>(O.Subtract(at, O.Load(w.Sums + s))));
            }

            O.Store(O.SelectLess(O.Load(w.Order + s), behind, value, O.Zero), row + s);
        }
    }

    private static void Normalize<V, O>(in ChunkMatrix rows, float* over)
        where O : ILanes<V>
    {
        rows.Dot<V, O>(rows, over);
        for (int t = 0; t < rows.Rows; t++)
        {
            over[t] = OverLength(over[t]);
        }

        rows.Scale<V, O>(over, rows);
    }

    /// <summary>What of a gradient turns the row, by how long the row was.</summary>
    private static void NormalizeBackward<V, O>(in ChunkMatrix rows, float* over, float* dots, in ChunkMatrix d)
        where O : ILanes<V>
    {
        rows.Dot<V, O>(d, dots);
        for (int t = 0; t < rows.Rows; t++)
        {
            dots[t] = -dots[t];
        }

        d.AddScaled<V, O>(dots, rows);
        d.Scale<V, O>(over, d);
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
            PastRates = room.Row();
            ToEnd = room.Row();
            Order = room.Order();
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

        /// <summary>−β times that.</summary>
        public float* PastRates { get; }

        /// <summary>What is left of a step at the end.</summary>
        public float* ToEnd { get; }

        /// <summary>0, 1, 2 and so on.</summary>
        public float* Order { get; }

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
