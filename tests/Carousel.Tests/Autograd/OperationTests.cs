using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Autograd;

/// <summary>
/// Each small operation on the tape against differences of its output: the saved values, and the destination of each
/// gradient.
/// </summary>
public class OperationTests
{
    private static readonly Packing _packing = new([2, 3, 0, 1]);
    private static readonly int[] _rows = [2, -1, 0, 2];

    private static readonly Dictionary<string, Func<Tape, Variable, Variable, Variable, Variable>> _operations = new()
    {
        ["add"] = (tape, x, y, _) => tape.Add(x, y),
        ["subtract"] = (tape, x, y, _) => tape.Subtract(x, y),
        ["combine"] = (tape, x, y, _) => CombineOp.Apply(tape, 0.5f, x, -1.5f, y),
        ["multiply"] = (tape, x, y, _) => tape.Multiply(x, y),
        ["square by multiply"] = (tape, x, _, _) => tape.Multiply(x, x),
        ["scale"] = (tape, x, _, _) => tape.Scale(x, -2.5f),
        ["one minus"] = (tape, x, _, _) => tape.OneMinus(x),
        ["tanh"] = (tape, x, _, _) => tape.Tanh(x),
        ["logistic"] = (tape, x, _, _) => tape.Logistic(x),
        ["softplus"] = (tape, x, _, _) => tape.Softplus(x),
        ["exp"] = (tape, x, _, _) => tape.Exp(x),
        ["gelu"] = (tape, x, _, _) => tape.Gelu(x),
        ["sin"] = (tape, x, _, _) => ElementwiseOp.Apply(tape, ElementwiseFunction.Sin, x),
        ["add row"] = (tape, x, _, row) => AddRowOp.Apply(tape, x, row, _packing),
        ["layer norm"] = (tape, x, _, row) => LayerNormOp.Apply(tape, 1e-2f, x, row, row, _packing),
        ["softmax"] = (tape, x, _, _) => tape.Softmax(x),
        ["log softmax"] = (tape, x, _, _) => SoftmaxOp.Apply(tape, x, logarithm: true),
        ["concatenate"] = (tape, x, y, _) => tape.Concatenate(x, y, x),
        ["slice columns"] = (tape, x, _, _) => tape.SliceColumns(x, 1, 2),
        ["slice rows"] = (tape, x, _, _) => tape.SliceRows(x, 2, 3),
        ["reshape"] = (tape, x, y, _) => tape.Add(tape.Reshape(x, new Shape(3, 8)), tape.Reshape(y, new Shape(3, 8))),
        ["reverse"] = (tape, x, _, _) => tape.Reverse(x, _packing),
        ["last rows"] = (tape, x, _, _) => tape.LastRows(x, _packing),
        ["mean over steps"] = (tape, x, _, _) => PoolingOp.Apply(tape, PoolingKind.Mean, x, _packing),
        ["largest over steps"] = (tape, x, _, _) => PoolingOp.Apply(tape, PoolingKind.Max, x, _packing),
        ["attention over steps"] = (tape, x, y, _) => PoolingOp.Apply(tape, tape.SliceColumns(y, 1, 1), x, _packing),
        ["gather"] = (tape, x, _, _) => GatherOp.Apply(tape, x, _rows),
    };

    public static TheoryData<string> Names => [.. _operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_EqualDifferences(string name)
    {
        using var run = new Run(_operations[name]);
        float[] weights = new Draws(9).Floats(run.Forward(TapeMode.Gradients).Length);
        float[][] gradients = run.Gradients(weights);
        bool any = false;
        for (int input = 0; input < 3; input++)
        {
            for (int k = 0; k < run.Inputs[input].Length; k++)
            {
                const float Spacing = 1f / 64;
                float center = run.Inputs[input][k];
                run.Inputs[input][k] = center + Spacing;
                double above = Weighted(run.Forward(TapeMode.Inference), weights);
                run.Inputs[input][k] = center - Spacing;
                double below = Weighted(run.Forward(TapeMode.Inference), weights);
                run.Inputs[input][k] = center;

                // s²·|f‴|/6 of the difference, about 1e-4, and roundings of some 1e-6 over 2s.
                Assert.Equal((above - below) / (2 * Spacing), gradients[input][k], 2e-3);
                any |= gradients[input][k] != 0;
            }
        }

        Assert.True(any, "A gradient of nothing but zeros shows nothing.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_HaveEqualBits_WithAndWithoutATape(string name)
    {
        using var run = new Run(_operations[name]);
        Near.SameBits(run.Forward(TapeMode.Inference), run.Forward(TapeMode.Training));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AStep_AllocatesNothing_OnceWarm(string name)
    {
        using var run = new Run(_operations[name]);
        Allocations.AssertNone(run.StepOnly, warmUps: 3);
    }

    [Fact]
    public void Add_NamesTheShape_WhenTheyDiffer()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        Variable a = tape.Input([1, 2], new Shape(1, 2)), b = tape.Input([1, 2], new Shape(2, 1));
        Assert.Throws<ShapeException>(() => tape.Add(a, b));
    }

    private static double Weighted(float[] y, float[] weights) => y.Zip(weights, (a, b) => (double)a * b).Sum();

    private sealed class Run : IDisposable
    {
        private readonly CpuBackend _backend = new(1);
        private readonly Arena _arena;
        private readonly Tape _tape;
        private readonly Func<Tape, Variable, Variable, Variable, Variable> _operation;
        private readonly Variable[] _variables = new Variable[3];
        private float[] _seed = [];

        public Run(Func<Tape, Variable, Variable, Variable, Variable> operation)
        {
            var draws = new Draws(3);
            Inputs = [draws.Floats(24), draws.Floats(24), draws.Floats(4)];
            _operation = operation;
            _arena = new Arena(_backend);
            _tape = new Tape(_backend, _arena);
        }

        public float[][] Inputs { get; }

        public float[] Forward(TapeMode mode) => Apply(mode).Value.ToArray();

        public float[][] Gradients(float[] weights)
        {
            Variable y = Apply(TapeMode.Gradients);
            _tape.Gradient(y).Write(weights);
            _tape.Propagate();
            return Array.ConvertAll(_variables, v => _tape.Gradient(v).ToArray());
        }

        public void StepOnly()
        {
            Variable y = Apply(TapeMode.Training);
            if (_seed.Length != y.Value.Length)
            {
                _seed = new float[y.Value.Length];
            }

            _tape.Gradient(y).Write(_seed);
            _tape.Propagate();
        }

        public void Dispose()
        {
            _arena.Dispose();
            _backend.Dispose();
        }

        private Variable Apply(TapeMode mode)
        {
            _tape.Begin(mode);
            for (int i = 0; i < 3; i++)
            {
                Tensor tensor = _arena.Allocate(i < 2 ? new Shape(6, 4) : new Shape(4));
                tensor.Write(Inputs[i]);
                _variables[i] = _tape.Watch(tensor);
            }

            return _operation(_tape, _variables[0], _variables[1], _variables[2]);
        }
    }
}
