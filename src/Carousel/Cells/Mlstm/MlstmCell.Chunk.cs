using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>Some steps together, as in the chunkwise form: docs/derivations/xlstm.md.</summary>
internal readonly unsafe partial struct MlstmCell<TForget>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<V, O>(in MatrixChunk c, bool ends)
        where O : ILanes<V>
    {
        var w = new Work(c);
        int steps = c.Steps, wide = (steps + 15) & -16;
        c.Key.Scale<V, O>(Share(c.Head));
        LogForgets<V, O>(c.Scalars + MatrixSize.Chunk, w.ToEnd, wide);
        double sum = 0, most = *c.Level;
        for (int t = 0; t < steps; t++)
        {
            sum += w.ToEnd[t];
            double input = c.Scalars[t] - sum;
            most = Math.Max(most, input);
            (w.Input[t], w.InputRest[t]) = Split(input);
            (w.Most[t], w.MostRest[t]) = Split(most);
            w.Over[t] = -(float)(sum + most);
            w.Past[t] = (float)(*c.Level - most);
        }

        Exponents<V, O>(w.Past, wide);
        Exponents<V, O>(w.Over, wide);
        w.KeyTransposed.LoadTransposed(c.Key);
        w.Weighed.MultiplyLower<V, O>(c.Query, w.KeyTransposed);
        for (int t = 0; t < steps; t++)
        {
            Weigh<V, O>(w, t);
        }

        w.PastQuery.Scale<V, O>(w.Past, c.Query);
        w.Weighed.SumLower<V, O>(w.DDen);
        w.PastQuery.Dot<V, O>(c.Norm, w.Passed);
        for (int t = 0; t < steps; t++)
        {
            // e^−m, or the sum, whose sign says that it was the divisor.
            float den = w.DDen[t] + w.Passed[t], divisor = Divisor(den, w.Over[t]);
            w.Divisors[t] = Math.Abs(den) < divisor ? 0 : den < 0 ? -1 : 1;
            w.Over[t] = 1 / divisor;
        }

        c.Shown.Multiply<V, O>(w.Weighed, c.Value, adds: false, isLower: true);
        c.Shown.Multiply<V, O>(w.PastQuery, c.Memory, adds: true);
        c.Shown.Scale<V, O>(w.Over, c.Shown);

        // The scale is handed on rounded, and what is held is of that scale.
        float level = (float)(sum + most), kept = Elementary.Exp((float)(*c.Level + sum - level));
        *w.Kept = kept;
        for (int s = 0; s < steps; s++)
        {
            w.ToEnd[s] = (float)((double)w.Input[s] + w.InputRest[s] + sum - level);
        }

        Exponents<V, O>(w.ToEnd, wide);
        w.EndKey.Scale<V, O>(w.ToEnd, c.Key);
        if (!ends)
        {
            return;
        }

        c.Memory.Scale<V, O>(kept);
        c.Memory.MultiplyTransposed<V, O>(w.EndKey, c.Value, adds: true);
        c.Norm.Scale<V, O>(kept);
        c.Norm.AddWeighted<V, O>(w.ToEnd, c.Key);
        *c.Level = level;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<V, O>(in MatrixChunk c)
        where O : ILanes<V>
    {
        var w = new Work(c);
        int steps = c.Steps, d = c.Head;
        c.DShown.Dot<V, O>(c.Shown, w.Passed);
        for (int t = 0; t < steps; t++)
        {
            // What reaches the divisor: its sum, or the scale.
            float through = w.Passed[t];
            w.DDen[t] = -w.Divisors[t] * through * w.Over[t];
            w.Passed[t] = w.Divisors[t] == 0 ? through : 0;
        }

        // In the place of ∂loss/∂shown that of the sum above the divisor.
        c.DShown.Scale<V, O>(w.Over, c.DShown);

        // ∂loss/∂(q·κ), and of the weights nothing is wanted: they act by way of κ.
        w.Transposed.LoadTransposed(c.Value);
        w.DWeighed.MultiplyLower<V, O>(c.DShown, w.Transposed);
        for (int t = 0; t < steps; t++)
        {
            AddAndWeigh<V, O>(w.DDen[t], w.Weights.Row(t), t, w.DWeighed.Row(t));
        }

        w.Square.LoadTransposed(c.Memory);
        w.Other.Scale<V, O>(w.Past, c.DShown);
        c.DQuery.Multiply<V, O>(w.DWeighed, c.Key, adds: false, isLower: true);
        c.DQuery.Multiply<V, O>(w.Other, w.Square, adds: true);
        for (int t = 0; t < steps; t++)
        {
            w.Most[t] = w.Past[t] * w.DDen[t];
        }

        c.DQuery.AddScaled<V, O>(w.Most, c.Norm);
        c.DValue.MultiplyTransposed<V, O>(w.Weighed, c.DShown, adds: false, isLower: true);
        c.DValue.Multiply<V, O>(w.EndKey, c.DMemory, adds: true);
        w.Square.LoadTransposed(c.DMemory);
        w.Other.Scale<V, O>(w.ToEnd, c.Value);
        c.DKey.MultiplyTransposed<V, O>(w.DWeighed, c.Query, adds: false, isLower: true);
        c.DKey.AddScaled<V, O>(w.ToEnd, c.DNorm);
        c.DKey.Multiply<V, O>(w.Other, w.Square, adds: true);
        BackwardGates<V, O>(c, w);

        c.DMemory.Scale<V, O>(*w.Kept);
        c.DMemory.MultiplyTransposed<V, O>(w.PastQuery, c.DShown, adds: true);
        c.DNorm.Scale<V, O>(*w.Kept);
        c.DNorm.AddWeighted<V, O>(w.DDen, w.PastQuery);
        c.DKey.Scale<V, O>(Share(d));
    }

    /// <summary>
    /// An input gate scales its key: its gradient is κ·∂loss/∂κ. What is left of the sums of forget gates comes from
    /// behind, and where e^−m was the divisor.
    /// </summary>
    private static void BackwardGates<V, O>(in MatrixChunk c, in Work w)
        where O : ILanes<V>
    {
        float most = *c.Level;
        int last = -1;
        for (int s = 0; s < c.Steps; s++)
        {
            if (w.Input[s] > most)
            {
                (most, last) = (w.Input[s], s);
            }
        }

        w.Passed[c.Steps - 1] += c.Flow + *c.DLevel;
        c.Key.Dot<V, O>(c.DKey, c.DScalars);
        if (last >= 0)
        {
            c.DScalars[last] += *c.DLevel;
            *c.DLevel = 0;
        }

        float* forget = c.DScalars + MatrixSize.Chunk;
        float sum = 0;
        for (int s = c.Steps - 1; s >= 0; s--)
        {
            sum += w.Passed[s] - c.DScalars[s];
            forget[s] = sum;
        }

        if (!TForget.IsExponential)
        {
            float* value = c.Scalars + MatrixSize.Chunk;
            ElementLoop.Run<V, O, ByForgottenMap>(default, value, forget, value, forget, c.Steps);
        }
    }

    /// <summary>The logarithms of forget gates.</summary>
    private static void LogForgets<V, O>(float* values, float* to, int count)
        where O : ILanes<V>
    {
        for (int t = 0; t < count; t += O.Count)
        {
            V value = O.Load(values + t);
            V forget = TForget.IsExponential
                ? value
                : O.Subtract(O.Zero, Elementary.Softplus<V, O>(O.Subtract(O.Zero, value)));
            O.Store(forget, to + t);
        }
    }

    /// <summary>e to the power of some values, in their place.</summary>
    private static void Exponents<V, O>(float* values, int count)
        where O : ILanes<V>
    {
        for (int t = 0; t < count; t += O.Count)
        {
            O.Store(Elementary.Exp<V, O>(O.Load(values + t)), values + t);
        }
    }

    /// <summary>A number as two, so that differences of large ones are exact.</summary>
    private static (float Value, float Left) Split(double value) => ((float)value, (float)(value - (float)value));

    /// <summary>
    /// Of a row the weights e^(input − most) of the steps up to it; what was there is weighed by them. Zeros behind, to
    /// the end of the tile.
    /// </summary>
    private static void Weigh<V, O>(in Work w, int t)
        where O : ILanes<V>
    {
        V most = O.Broadcast(w.Most[t]), mostRest = O.Broadcast(w.MostRest[t]), behind = O.Broadcast(t + 0.5f);
        float* weights = w.Weights.Row(t);
        float* weighed = w.Weighed.Row(t);
        for (int s = 0; s <= (t | 15); s += O.Count)
        {
            V rest = O.Subtract(O.Load(w.InputRest + s), mostRest);
            V weight = Elementary.Exp<V, O>(O.Add(O.Subtract(O.Load(w.Input + s), most), rest));
            V order = O.Load(w.Order + s), value = O.Multiply(weight, O.Load(weighed + s));
            O.Store(O.SelectLess(order, behind, weight, O.Zero), weights + s);
            O.Store(O.SelectLess(order, behind, value, O.Zero), weighed + s);
        }
    }

    /// <summary>d[s] = weights[s]·(d[s] + more), to the end of the tile of step t.</summary>
    private static void AddAndWeigh<V, O>(float more, float* weights, int t, float* d)
        where O : ILanes<V>
    {
        V add = O.Broadcast(more);
        for (int s = 0; s <= (t | 15); s += O.Count)
        {
            O.Store(O.Multiply(O.Load(weights + s), O.Add(O.Load(d + s), add)), d + s);
        }
    }

    /// <summary>b·σ(−a).</summary>
    private readonly struct ByForgottenMap : IMapTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y) =>
            O.Multiply(b, Activations.Logistic<V, O>(O.Subtract(O.Zero, a)));
    }

    /// <summary>What lies in a chunk's room.</summary>
    private readonly ref struct Work
    {
        public Work(in MatrixChunk c)
        {
            ChunkRoom room = c.Room;
            (int l, int d) = (c.Steps, c.Head);
            (KeyTransposed, Weighed, Weights) = (room.Matrix(d, l), room.Matrix(l, l), room.Matrix(l, l));
            (PastQuery, EndKey) = (room.Matrix(l, d), room.Matrix(l, d));
            Input = room.Row();
            InputRest = room.Row();
            Most = room.Row();
            MostRest = room.Row();
            Kept = room.Row();
            Past = room.Row();
            Order = room.Order();
            Over = room.Row();
            Divisors = room.Row();
            ToEnd = room.Row();
            DDen = room.Row();
            Passed = room.Row();
            (DWeighed, Transposed) = (room.Matrix(l, l), room.Matrix(d, l));
            (Other, Square) = (room.Matrix(l, d), room.Matrix(d, d));
        }

        /// <summary>κᵀ.</summary>
        public ChunkMatrix KeyTransposed { get; }

        /// <summary>q·κ, weighed: what each step's value counts for a later one.</summary>
        public ChunkMatrix Weighed { get; }

        /// <summary>e^(a − most): by how much.</summary>
        public ChunkMatrix Weights { get; }

        /// <summary>q, by what is left of the past.</summary>
        public ChunkMatrix PastQuery { get; }

        /// <summary>κ, by what is left of it at the end.</summary>
        public ChunkMatrix EndKey { get; }

        /// <summary>a: the input gate's exponent, less the sum of the forget gates' up to it.</summary>
        public float* Input { get; }

        /// <summary>What its rounding left.</summary>
        public float* InputRest { get; }

        /// <summary>The largest so far.</summary>
        public float* Most { get; }

        /// <summary>What its rounding left.</summary>
        public float* MostRest { get; }

        /// <summary>What is left of the past at the end.</summary>
        public float* Kept { get; }

        /// <summary>0, 1, 2 and so on.</summary>
        public float* Order { get; }

        /// <summary>What is left of the past.</summary>
        public float* Past { get; }

        /// <summary>1 / divisor.</summary>
        public float* Over { get; }

        /// <summary>The sign of nᵀq where that is the divisor; else 0.</summary>
        public float* Divisors { get; }

        /// <summary>What is left of a step at the end.</summary>
        public float* ToEnd { get; }

        /// <summary>∂loss/∂(nᵀq).</summary>
        public float* DDen { get; }

        /// <summary>What of the gradient of a sum of forget gates has not been counted with keys.</summary>
        public float* Passed { get; }

        /// <summary>∂loss/∂(q·κ).</summary>
        public ChunkMatrix DWeighed { get; }

        /// <summary>vᵀ.</summary>
        public ChunkMatrix Transposed { get; }

        /// <summary>A factor for a while.</summary>
        public ChunkMatrix Other { get; }

        /// <summary>The transpose of a matrix.</summary>
        public ChunkMatrix Square { get; }
    }
}
