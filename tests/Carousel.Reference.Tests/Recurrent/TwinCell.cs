using Carousel.Inspection.Equations;
using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

/// <summary>
/// One direction of one layer of a golden network, computed by a twin; its gradients are added up under PyTorch's
/// names.
/// </summary>
internal class TwinCell
{
    private readonly Golden _golden;
    private readonly string _suffix;
    private readonly Dictionary<string, double[]> _gradients;
    private readonly CellReference _twin;
    private readonly EquationWeights _weights;
    private readonly bool _hasTwoBiases;

    private TwinCell(CellReference twin, Golden golden, string suffix, Dictionary<string, double[]> gradients)
    {
        (_twin, _golden, _suffix, _gradients) = (twin, golden, suffix, gradients);
        double[] bias = Values("bias_ih"), other = golden.Has("bias_hh" + suffix) ? Values("bias_hh") : [];
        int units = golden.Shape("h0")[2];
        bool isGru = twin == CellReference.Gru;

        // Of PyTorch's two biases the twin has the sum, except for that inside the reset gate.
        _hasTwoBiases = other.Length > 0;
        for (int row = 0; row < other.Length - (isGru ? units : 0); row++)
        {
            bias[row] += other[row];
        }

        _weights = new EquationWeights(
            units, Values("weight_ih"), golden.Has("weight_hh" + suffix) ? Values("weight_hh") : [], bias)
        {
            Heads = golden.Setting("kind").GetString() is "mlstm" or "delta" ? golden.Setting("heads").GetInt32() : 0,
            Q = isGru && _hasTwoBiases ? other[^units..] : null,
        };
    }

    /// <summary>That of a golden file.</summary>
    public static TwinCell Of(Golden golden, string suffix, Dictionary<string, double[]> gradients) =>
        golden.Setting("kind").GetString() switch
        {
            "lstm" when golden.Number("projection") > 0 => new ProjectedCell(golden, suffix, gradients),
            "lstm" => new TwinCell(CellReference.Lstm, golden, suffix, gradients),
            "elman" => new TwinCell(CellReference.Elman, golden, suffix, gradients),
            "mingru" => new TwinCell(CellReference.MinGru, golden, suffix, gradients),
            "minlstm" => new TwinCell(CellReference.MinLstm, golden, suffix, gradients),
            "slstm" => new TwinCell(
                CellReference.Slstm(golden.Setting("exponential").GetBoolean()), golden, suffix, gradients),
            "mlstm" => new TwinCell(
                CellReference.Mlstm(golden.Setting("exponential").GetBoolean()), golden, suffix, gradients),
            "delta" => new TwinCell(
                CellReference.Delta(golden.Setting("decays").GetBoolean()), golden, suffix, gradients),
            _ => new TwinCell(CellReference.Gru, golden, suffix, gradients),
        };

    /// <summary>Outputs of one sequence and its last state: h, then the rest of it.</summary>
    public virtual (double[,] H, double[] Final) Forward(double[,] x, double[] start, bool reverse) =>
        _twin.Forward(_weights, x, start, reverse);

    public virtual (double[,] Dx, double[] DStart) Backward(
        double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse)
    {
        CellReferenceGradients d = _twin.Backward(_weights, x, start, dh, dFinal, reverse);
        Add("weight_ih", d.Dw);
        Add("bias_ih", d.Db);
        if (d.Dr.Length > 0)
        {
            Add("weight_hh", d.Dr);
        }

        if (_hasTwoBiases)
        {
            Add("bias_hh", d.Db[..^d.Dq.Length].Concat(d.Dq).ToArray());
        }

        return (d.Dx, d.DStart);
    }

    protected double[] Values(string name) => _golden.Values(name + _suffix);

    protected void Add(string name, Array gradient)
    {
        ReadOnlySpan<double> values = Near.Flat(gradient);
        double[] sum = _gradients.TryGetValue(name + _suffix, out double[]? found)
            ? found
            : _gradients[name + _suffix] = new double[values.Length];
        for (int k = 0; k < sum.Length; k++)
        {
            sum[k] += values[k];
        }
    }

    /// <summary>An LSTM whose state is a projection.</summary>
    private sealed class ProjectedCell : TwinCell
    {
        private readonly LstmVariantWeights _variant;

        public ProjectedCell(Golden golden, string suffix, Dictionary<string, double[]> gradients)
            : base(CellReference.Lstm, golden, suffix, gradients)
        {
            _variant = new LstmVariantWeights(Matrix("weight_ih"), Matrix("weight_hh"), _weights.B)
            {
                Projection = Matrix("weight_hr"),
            };
        }

        public override (double[,] H, double[] Final) Forward(double[,] x, double[] start, bool reverse)
        {
            (double[] h0, double[] c0) = Parts(start);
            LstmVariantStates states = LstmVariantReference.Forward(_variant, null, x, h0, c0, reverse);
            return (states.H, [.. Last(states.H, h0, reverse), .. Last(states.C, c0, reverse)]);
        }

        public override (double[,] Dx, double[] DStart) Backward(
            double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse)
        {
            ((double[] h0, double[] c0), (double[] dhLast, double[] dcLast)) = (Parts(start), Parts(dFinal));
            LstmVariantGradients d = LstmVariantReference.Backward(
                _variant, null, x, h0, c0, dh, dhLast, dcLast, reverse);
            Add("weight_ih", d.Weights.W);
            Add("weight_hh", d.Weights.R);
            Add("bias_ih", d.Weights.B);
            Add("bias_hh", d.Weights.B);
            Add("weight_hr", d.Weights.Projection!);
            return (d.Dx, [.. d.Dh0, .. d.Dc0]);
        }

        private static double[] Last(double[,] states, double[] start, bool reverse)
        {
            int steps = states.GetLength(0), width = states.GetLength(1);
            return steps == 0
                ? start
                : [.. Enumerable.Range(0, width).Select(k => states[reverse ? 0 : steps - 1, k])];
        }

        private (double[] H, double[] C) Parts(double[] state) => (state[.._variant.P], state[_variant.P..]);

        private double[,] Matrix(string name)
        {
            int[] shape = _golden.Shape(name + _suffix);
            var matrix = new double[shape[0], shape[1]];
            Values(name).CopyTo(Near.Flat(matrix));
            return matrix;
        }
    }
}
