using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Kernels.Sequences;
using Carousel.Memory;
using Carousel.Reference.Sequences;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Sequences;

public class SmoothingKernelTests
{
    private static readonly float[][] _coefficients = [[0.1f, 0.3f, 0.2f], [0.9f, 0.05f, 0.5f], [0.4f, 0.4f, 0.1f]];

    [Theory]
    [InlineData(1, 1, 0, 1, 1)]
    [InlineData(9, 4, 0, 3, 6)]
    [InlineData(31, 3, 7, 5, 11)]
    public void ForwardAndBackward_EqualTheTwin_AlsoWhereValuesAreMissing(
        int T, int first, int second, int recent, int ahead)
    {
        var size = new SmoothingSize(T, _coefficients.Length, first, second, recent, ahead);
        var all = new Case(size);
        (float[] seen, float[] next, float[] gradient) = all.Run(threads: 1);
        var twin = new SmoothingReference(first, second, recent, ahead);
        for (int b = 0; b < size.B; b++)
        {
            double[] coefficients = Array.ConvertAll(_coefficients[b], v => (double)v);
            (double[,] s, double[,] a) = twin.Forward(all.Z[b], all.Start[b], coefficients);
            Near.Within(Of(seen, b, size, size.Seen), s, 1e-5);
            Near.Within(Of(next, b, size, size.Ahead), a, 1e-5);
            Near.Within(
                gradient.AsSpan(3 * b, 3),
                twin.Backward(all.Z[b], all.Start[b], coefficients, all.DSeen[b], all.DAhead[b]), 1e-4);
        }
    }

    [Fact]
    public void Bits_DoNotDependOnThreads_OrOnOtherSequences()
    {
        var all = new Case(new SmoothingSize(25, 3, 4, 8, 3, 9));
        var one = all.Run(threads: 1);
        var two = all.Run(threads: 2);
        Near.SameBits(one.Seen, two.Seen);
        Near.SameBits(one.Ahead, two.Ahead);
        Near.SameBits(one.Gradient, two.Gradient);

        Case alone = all.Only(1);
        Near.SameBits(alone.Run(threads: 1).Ahead, Of(one.Ahead, 1, all.Size, all.Size.Ahead));
    }

    [Theory]
    [InlineData(0, 1, 1, 0, 1, 1)]
    [InlineData(1, 0, 1, 0, 1, 1)]
    [InlineData(1, 1, 0, 0, 1, 1)]
    [InlineData(1, 1, 1, -1, 1, 1)]
    [InlineData(1, 1, 1, 0, 0, 1)]
    [InlineData(1, 1, 1, 0, 1, 0)]
    [InlineData(1 << 20, 1 << 10, 1, 0, 1, 3)]
    [InlineData(1 << 28, 1, 1, 0, 1, 1)]
    [InlineData(1, 1, int.MaxValue, int.MaxValue, 1, 1)]
    [InlineData(1, 1, 1, 0, int.MaxValue, 1)]
    public void Sizes_ThatNoTensorHas_AreRefused(
        int steps, int sequences, int first, int second, int recent, int ahead) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new SmoothingSize(steps, sequences, first, second, recent, ahead));

    [Fact]
    public void Forward_NamesTheArgument_WhenASpanIsShort() => Assert.Equal(
        "z",
        Assert.Throws<ShapeException>(
            () => SmoothingKernel.Forward(
                new SmoothingSize(2, 1, 1, 0, 1, 1), 0, new float[1], new float[1], new float[3], new float[18],
                new float[4], new float[2])).ParamName);

    private static float[] Of(float[] rows, int b, SmoothingSize size, int columns) =>
        [.. Enumerable.Range(0, size.T).SelectMany(t => rows.Skip(((t * size.B) + b) * columns).Take(columns))];

    private sealed class Case
    {
        private readonly float[][] _own;

        public Case(SmoothingSize size)
        {
            var draws = new Draws(11);
            (Size, _own) = (size, _coefficients);
            Z = [.. Enumerable.Range(0, size.B).Select(_ => Single(draws.Vector(size.T)))];
            Start = [.. Enumerable.Range(0, size.B).Select(_ => Single(draws.Vector(size.Start)))];
            DSeen = [.. Enumerable.Range(0, size.B).Select(_ => draws.Matrix(size.T, size.Seen))];
            DAhead = [.. Enumerable.Range(0, size.B).Select(_ => draws.Matrix(size.T, size.Ahead))];
            for (int t = 0; t < size.T / 2; t++)
            {
                Z[0][t] = double.NaN;
                Z[1][2 * t] = t % 3 == 1 ? double.NaN : Z[1][2 * t];
                Z[2][t] = double.NaN;
                Z[2][^(t + 1)] = double.NaN;
            }
        }

        private Case(Case from, int b)
        {
            SmoothingSize all = from.Size;
            (Size, _own) = (
                new SmoothingSize(all.T, 1, all.First, all.Second, all.Recent, all.Ahead), [_coefficients[b]]);
            (Z, Start, DSeen, DAhead) = ([from.Z[b]], [from.Start[b]], [from.DSeen[b]], [from.DAhead[b]]);
        }

        public SmoothingSize Size { get; }

        public double[][] Z { get; }

        public double[][] Start { get; }

        public double[][,] DSeen { get; }

        public double[][,] DAhead { get; }

        public Case Only(int b) => new(this, b);

        public (float[] Seen, float[] Ahead, float[] Gradient) Run(int threads)
        {
            using var backend = new CpuBackend(threads);
            using var arena = new Arena(backend);
            var tape = new Tape(backend, arena);
            tape.Begin(TapeMode.Training);
            Tensor own = arena.Allocate(new Shape(Size.B, 3));
            own.Write([.. _own.SelectMany(c => c)]);
            Variable coefficients = tape.Watch(own);
            (Variable seen, Variable ahead) = SmoothingOp.Apply(
                tape, Size, tape.Input(ByStep(Z.Select(z => Column(z))), new Shape(Size.Rows, 1)),
                tape.Input(
                    [.. Start.SelectMany(s => Array.ConvertAll(s, v => (float)v))], new Shape(Size.B, Size.Start)),
                coefficients);
            tape.Gradient(seen).Write(ByStep(DSeen));
            tape.Gradient(ahead).Write(ByStep(DAhead));
            tape.Propagate();
            return (seen.Value.ToArray(), ahead.Value.ToArray(), tape.Gradient(coefficients).ToArray());
        }

        private static double[] Single(double[] values) => Array.ConvertAll(values, v => (double)(float)v);

        private static double[,] Column(double[] values)
        {
            var column = new double[values.Length, 1];
            for (int t = 0; t < values.Length; t++)
            {
                column[t, 0] = values[t];
            }

            return column;
        }

        private float[] ByStep(IEnumerable<double[,]> sequences)
        {
            double[][,] all = [.. sequences];
            return
            [
                .. from t in Enumerable.Range(0, Size.T)
                   from one in all
                   from c in Enumerable.Range(0, one.GetLength(1))
                   select (float)one[t, c],
            ];
        }
    }
}
