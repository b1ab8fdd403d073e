using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Equations;
using Carousel.Reference.Recurrent;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Tests.Kernels.Recurrent;

namespace Carousel.Tests.Autograd;

public sealed class RecurrentOpTests
{
    private const int I = 3, H = 21;
    private static readonly int[] _lengths = [2, 5, 0, 4, 5, 1, 3];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Apply_AgreesWithTheTwin_InTheCallersOrder(bool reverse)
    {
        var draws = new Draws(7);
        EquationWeights weights = Drawn(draws, H, I, 0.3);
        double[][,] x = [.. _lengths.Select(length => draws.Matrix(length, I))];
        double[][,] dh = [.. _lengths.Select(length => draws.Matrix(length, H))];
        double[,] initial = draws.Matrix(_lengths.Length, 2 * H), dFinal = draws.Matrix(_lengths.Length, 2 * H);
        using var run = new Run(1, weights, x, initial, dh, dFinal, reverse);

        var dw = new double[4 * H * I];
        for (int b = 0; b < _lengths.Length; b++)
        {
            double[] start = Part(initial, b, 0, 2 * H);
            (double[,] h, double[] final) = CellReference.Lstm.Forward(weights, x[b], start, reverse);
            CellReferenceGradients d = CellReference.Lstm.Backward(
                weights, x[b], start, dh[b], Part(dFinal, b, 0, 2 * H), reverse);
            double share = Near.Recurrent(5, I + H);
            Near.Largest(run.FinalState.AsSpan(2 * H * b, H), final[..H], share);
            Near.Largest(run.FinalState.AsSpan((2 * b * H) + H, H), final[H..], share);
            Near.Largest(run.DInitial.AsSpan(2 * H * b, H), d.DStart[..H], share);
            Near.Largest(run.DInitial.AsSpan((2 * b * H) + H, H), d.DStart[H..], share);
            for (int t = 0; t < _lengths[b]; t++)
            {
                int row = run.Packing.Row(b, t);
                Near.Largest(run.Hidden.AsSpan(row * H, H), Part(h, t, 0), share);
                Near.Within(run.Dx.AsSpan(row * I, I), Part(d.Dx, t, 0, I), share);
            }

            TwinArrays.Add(dw, d.Dw);
        }

        Near.Largest(run.Dw, dw, Near.Recurrent(5, I + H));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_GiveTheSameBits(bool reverse)
    {
        // Large enough that the work is indeed split.
        const int Wide = 70, Hidden = 100;
        var draws = new Draws(8);
        EquationWeights weights = Drawn(draws, Hidden, Wide, 0.1);
        double[][,] x = [.. Enumerable.Range(1, 12).Select(length => draws.Matrix(length, Wide))];
        double[][,] dh = [.. x.Select(sequence => draws.Matrix(sequence.GetLength(0), Hidden))];
        double[,] initial = draws.Matrix(x.Length, 2 * Hidden), dFinal = draws.Matrix(x.Length, 2 * Hidden);
        using var alone = new Run(1, weights, x, initial, dh, dFinal, reverse);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            using var together = new Run(threads, weights, x, initial, dh, dFinal, reverse);
            Near.SameBits(together.Hidden, alone.Hidden);
            Near.SameBits(together.FinalState, alone.FinalState);
            Near.SameBits(together.Dx, alone.Dx);
            Near.SameBits(together.Dw, alone.Dw);
            Near.SameBits(together.Dr, alone.Dr);
            Near.SameBits(together.Db, alone.Db);
            Near.SameBits(together.DInitial, alone.DInitial);
        }
    }

    [Fact]
    public void FrozenParameters_GetNoGradient_AndOthersTheSame()
    {
        var draws = new Draws(9);
        EquationWeights weights = Drawn(draws, H, I, 0.3);
        double[][,] x = [draws.Matrix(4, I)], dh = [draws.Matrix(4, H)];
        double[,] initial = draws.Matrix(1, 2 * H), dFinal = draws.Matrix(1, 2 * H);
        using var all = new Run(1, weights, x, initial, dh, dFinal, false);
        using var some = new Run(1, weights, x, initial, dh, dFinal, false, freezeW: true);

        Assert.All(some.Dw, value => Assert.Equal(0, value));
        Near.SameBits(some.Dr, all.Dr);
        Near.SameBits(some.Db, all.Db);
        Near.SameBits(some.Dx, all.Dx);
    }

    [Fact]
    public void AStep_AllocatesNothing_OnceItHasRun()
    {
        using var backend = new CpuBackend(2);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var draws = new Draws(10);
        LstmParameters parameters = Parameters(backend, Drawn(draws, H, I, 1));
        var packing = new Packing(_lengths);
        float[] x = draws.Floats(packing.Rows * I), dh = draws.Floats(packing.Rows * H);
        long capacity = 0;
        Allocations.AssertNone(
            () =>
            {
                capacity = arena.CapacityBytes;
                tape.Begin(TapeMode.Training);
                (Variable hidden, _) = RecurrentOp.Apply(
                    tape, parameters, packing, tape.Input(x, new Shape(packing.Rows, I)));
                tape.Gradient(hidden).Write(dh);
                tape.Propagate();
                parameters.W.MarkChanged();
            },
            warmUps: 4);
        Assert.Equal(capacity, arena.CapacityBytes);
    }

    private static EquationWeights Drawn(Draws draws, int units, int inputs, double scale) => new(
        units, draws.Vector(4 * units * inputs, scale), draws.Vector(4 * units * units, scale),
        draws.Vector(4 * units));

    private static LstmParameters Parameters(Backend backend, EquationWeights weights)
    {
        var parameters = new LstmParameters(
            new Parameter("W", new Shape(weights.B.Length, weights.Inputs)),
            new Parameter("R", new Shape(weights.B.Length, weights.Units)),
            new Parameter("b", new Shape(weights.B.Length)));
        foreach ((Parameter parameter, Array values) in new (Parameter, Array)[] { (parameters.W, weights.W),
            (parameters.Recurrent, weights.R), (parameters.B, weights.B) })
        {
            parameter.Allocate(backend);
            parameter.Set(Near.Floats(values));
        }

        return parameters;
    }

    private static double[] Part(double[,] rows, int row, int from, int count = H) =>
        [.. Enumerable.Range(from, count).Select(k => rows[row, k])];

    /// <summary>One batch through the tape, forwards and backwards.</summary>
    private sealed class Run : IDisposable
    {
        private readonly CpuBackend _backend;
        private readonly Arena _arena;

        public Run(
            int threads, EquationWeights weights, double[][,] x, double[,] initial, double[][,] dh, double[,] dFinal,
            bool reverse, bool freezeW = false)
        {
            _backend = new CpuBackend(threads);
            _arena = new Arena(_backend);
            LstmParameters parameters = Parameters(_backend, weights);
            parameters.W.IsFrozen = freezeW;
            SequenceBatch batch = SequenceBatch.Of(x[0].GetLength(1), [.. x.Select(sequence => Near.Floats(sequence))]);
            SequenceBatch gradients = SequenceBatch.Of(
                weights.Units, [.. dh.Select(sequence => Near.Floats(sequence))]);
            Packing = batch.Packing;
            var tape = new Tape(_backend, _arena);
            tape.Begin(TapeMode.Training);
            Tensor input = _arena.Allocate(new Shape(Packing.Rows, batch.FeatureSize));
            input.Write(batch.Values);
            Tensor state = _arena.Allocate(new Shape(initial.GetLength(0), initial.GetLength(1)));
            state.Write(Near.Floats(initial));
            Variable watched = tape.Watch(input), start = tape.Watch(state);
            (Variable hidden, Variable finalState) = RecurrentOp.Apply(
                tape, parameters, Packing, watched, start, reverse);
            tape.Gradient(hidden).Write(gradients.Values);
            tape.Gradient(finalState).Write(Near.Floats(dFinal));
            tape.Propagate();
            (Hidden, FinalState) = (hidden.Value.ToArray(), finalState.Value.ToArray());
            (Dx, DInitial) = (tape.Gradient(watched).ToArray(), tape.Gradient(start).ToArray());
            (Dw, Dr, Db) = (
                parameters.W.Gradient.ToArray(), parameters.Recurrent.Gradient.ToArray(),
                parameters.B.Gradient.ToArray());
        }

        public Packing Packing { get; }

        public float[] Hidden { get; }

        public float[] FinalState { get; }

        public float[] Dx { get; }

        public float[] DInitial { get; }

        public float[] Dw { get; }

        public float[] Dr { get; }

        public float[] Db { get; }

        public void Dispose()
        {
            _arena.Dispose();
            _backend.Dispose();
        }
    }
}
