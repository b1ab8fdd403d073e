using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>Some steps together, as in the chunkwise form: docs/derivations/mlstm.md.</summary>
internal readonly unsafe partial struct MlstmCell<TForget>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<V, O>(in MatrixChunk c, bool ends)
        where V : struct
        where O : ILanes<V>
    {
        var w = new Work(c);
        int steps = c.Steps;
        c.Key.Scale<V, O>(Share(c.Head));
        double sum = 0, most = *c.Level;
        for (int t = 0; t < steps; t++)
        {
            sum += LogForget(c.Scalars[MatrixSize.Chunk + t]);
            double input = c.Scalars[t] - sum;
            most = Math.Max(most, input);
            (w.Input[t], w.InputRest[t]) = Split(input);
            (w.Most[t], w.MostRest[t]) = Split(most);
            w.Levels[t] = (float)(sum + most);
            w.Past[t] = Elementary.Exp((float)(*c.Level - most));
        }

        new Span<float>(w.Input + steps, MatrixSize.Chunk - steps).Clear();
        new Span<float>(w.InputRest + steps, MatrixSize.Chunk - steps).Clear();

        w.KeyTransposed.LoadTransposed(c.Key);
        w.Weighed.Clear();
        w.Weighed.AddLower<V, O>(c.Query, w.KeyTransposed);
        c.Shown.Clear();
        for (int t = 0; t < steps; t++)
        {
            Weigh<V, O>(w, t);
            w.PastQuery.ScaleRow<V, O>(t, w.Past[t], c.Query);
            float den = w.Weighed.Sum<V, O>(t) + c.Norm.Dot<V, O>(0, w.PastQuery, t);
            float divisor = Divisor(den, w.Levels[t]);

            // Its sign says by what was divided.
            w.Divisors[t] = Math.Abs(den) < divisor ? 0 : den < 0 ? -1 : 1;
            w.Over[t] = 1 / divisor;
        }

        c.Shown.Add<V, O>(w.Weighed, c.Value, isLower: true);
        c.Shown.Add<V, O>(w.PastQuery, c.Memory);
        for (int t = 0; t < steps; t++)
        {
            c.Shown.ScaleRow<V, O>(t, w.Over[t], c.Shown);
        }

        // The scale is handed on rounded, and what is held is of that scale.
        float level = (float)(sum + most), kept = Elementary.Exp((float)(*c.Level + sum - level));
        *w.Kept = kept;
        for (int s = 0; s < steps; s++)
        {
            w.ToEnd[s] = Elementary.Exp((float)((double)w.Input[s] + w.InputRest[s] + sum - level));
            w.EndKey.ScaleRow<V, O>(s, w.ToEnd[s], c.Key);
        }

        if (!ends)
        {
            return;
        }

        c.Memory.Scale<V, O>(kept);
        c.Memory.AddTransposed<V, O>(w.EndKey, c.Value);
        c.Norm.Scale<V, O>(kept);
        for (int s = 0; s < steps; s++)
        {
            c.Norm.AddRow<V, O>(0, 1, w.EndKey, s);
        }

        *c.Level = level;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<V, O>(in MatrixChunk c)
        where V : struct
        where O : ILanes<V>
    {
        var w = new Work(c);
        int steps = c.Steps, d = c.Head;
        float* passed = w.Passed;
        for (int t = 0; t < steps; t++)
        {
            // In the place of ∂loss/∂shown that of the sum above the divisor, and of the divisor's sum.
            float through = c.DShown.Dot<V, O>(t, c.Shown, t);
            c.DShown.ScaleRow<V, O>(t, w.Over[t], c.DShown);
            w.DDen[t] = -w.Divisors[t] * through * w.Over[t];
            passed[t] = w.Divisors[t] == 0 ? through : 0;
        }

        // ∂loss/∂(q·κ), and of the weights nothing is wanted: they act by way of κ.
        w.Transposed.LoadTransposed(c.Value);
        w.DWeighed.Clear();
        w.DWeighed.AddLower<V, O>(c.DShown, w.Transposed);
        for (int t = 0; t < steps; t++)
        {
            AddAndWeigh<V, O>(w.DDen[t], w.Weights.Row(t), t, w.DWeighed.Row(t));
        }

        c.DQuery.Clear();
        c.DQuery.Add<V, O>(w.DWeighed, c.Key, isLower: true);
        w.Square.LoadTransposed(c.Memory);
        for (int t = 0; t < steps; t++)
        {
            w.Other.ScaleRow<V, O>(t, w.Past[t], c.DShown);
            c.DQuery.AddRow<V, O>(t, w.Past[t] * w.DDen[t], c.Norm, 0);
        }

        c.DQuery.Add<V, O>(w.Other, w.Square);
        c.DValue.Clear();
        c.DValue.AddTransposed<V, O>(w.Weighed, c.DShown, isLower: true);
        c.DValue.Add<V, O>(w.EndKey, c.DMemory);
        c.DKey.Clear();
        c.DKey.AddTransposed<V, O>(w.DWeighed, c.Query, isLower: true);
        w.Square.LoadTransposed(c.DMemory);
        for (int s = 0; s < steps; s++)
        {
            w.Other.ScaleRow<V, O>(s, w.ToEnd[s], c.Value);
            c.DKey.AddRow<V, O>(s, w.ToEnd[s], c.DNorm, 0);
        }

        c.DKey.Add<V, O>(w.Other, w.Square);
        BackwardGates<V, O>(c, w);

        c.DMemory.Scale<V, O>(*w.Kept);
        c.DMemory.AddTransposed<V, O>(w.PastQuery, c.DShown);
        c.DNorm.Scale<V, O>(*w.Kept);
        for (int t = 0; t < steps; t++)
        {
            c.DNorm.AddRow<V, O>(0, w.DDen[t], w.PastQuery, t);
        }

        c.DKey.Scale<V, O>(Share(d));
    }

    /// <summary>
    /// An input gate scales its key: its gradient is κ·∂loss/∂κ. What is left of the sums of forget gates comes from
    /// behind, and where e^−m was the divisor.
    /// </summary>
    private static void BackwardGates<V, O>(in MatrixChunk c, in Work w)
        where V : struct
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
        float sum = 0;
        for (int s = c.Steps - 1; s >= 0; s--)
        {
            float input = c.Key.Dot<V, O>(s, c.DKey, s) + (s == last ? *c.DLevel : 0);
            sum += w.Passed[s] - input;
            c.DScalars[s] = input;
            float value = c.Scalars[MatrixSize.Chunk + s];
            c.DScalars[MatrixSize.Chunk + s] = TForget.IsExponential ? sum : sum * Activations.Logistic(-value);
        }

        if (last >= 0)
        {
            *c.DLevel = 0;
        }
    }

    /// <summary>A number as two, so that differences of large ones are exact.</summary>
    private static (float Value, float Left) Split(double value) => ((float)value, (float)(value - (float)value));

    /// <summary>
    /// Of a row the weights e^(input − most) of the steps up to it; what was there is weighed by them, zeros behind.
    /// </summary>
    private static void Weigh<V, O>(in Work w, int t)
        where V : struct
        where O : ILanes<V>
    {
        V most = O.Broadcast(w.Most[t]), mostRest = O.Broadcast(w.MostRest[t]);
        float* weights = w.Weights.Row(t);
        float* weighed = w.Weighed.Row(t);
        for (int s = 0; s <= t; s += O.Count)
        {
            V rest = O.Subtract(O.Load(w.InputRest + s), mostRest);
            V weight = Elementary.Exp<V, O>(O.Add(O.Subtract(O.Load(w.Input + s), most), rest));
            O.Store(weight, weights + s);
            O.Store(O.Multiply(weight, O.Load(weighed + s)), weighed + s);
        }

        new Span<float>(weighed + t + 1, MatrixSize.Chunk - 1 - t).Clear();
    }

    /// <summary>d[s] = weights[s]·(d[s] + more) for s ≤ t, and zeros behind.</summary>
    private static void AddAndWeigh<V, O>(float more, float* weights, int t, float* d)
        where V : struct
        where O : ILanes<V>
    {
        V add = O.Broadcast(more);
        for (int s = 0; s <= t; s += O.Count)
        {
            O.Store(O.Multiply(O.Load(weights + s), O.Add(O.Load(d + s), add)), d + s);
        }

        new Span<float>(d + t + 1, MatrixSize.Chunk - 1 - t).Clear();
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
            Levels = room.Row();
            Past = room.Row();
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

        /// <summary>m.</summary>
        public float* Levels { get; }

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

        /// <summary>The gradient of the sum of forget gates up to a step.</summary>
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
