using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

/// <summary>
/// One direction of one layer of a golden network, computed by a twin; its gradients are added up under PyTorch's
/// names.
/// </summary>
internal abstract class TwinCell(Golden golden, string suffix, Dictionary<string, double[]> gradients)
{
    /// <summary>Outputs of one sequence and its last state: h, then what is held beside it.</summary>
    public abstract (double[,] H, double[] Final) Forward(double[,] x, double[] start, bool reverse);

    public abstract (double[,] Dx, double[] DStart) Backward(
        double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse);

    public static TwinCell Of(Golden golden, string suffix, Dictionary<string, double[]> gradients) =>
        golden.Setting("kind").GetString() switch
        {
            "lstm" => new LstmCell(golden, suffix, gradients),
            "elman" => new ElmanCell(golden, suffix, gradients),
            "mingru" => new PlainCell(CellReference.Of<MinGruReference>(), golden, suffix, gradients),
            "minlstm" => new PlainCell(CellReference.Of<MinLstmReference>(), golden, suffix, gradients),
            "slstm" when golden.Setting("exponential").GetBoolean() => new PlainCell(
                CellReference.Of<SlstmReference<ExponentialSlstmForget>>(), golden, suffix, gradients),
            "slstm" => new PlainCell(
                CellReference.Of<SlstmReference<LogisticSlstmForget>>(), golden, suffix, gradients),
            "mlstm" when golden.Setting("exponential").GetBoolean() => new PlainCell(
                CellReference.Of<MlstmReference<ExponentialSlstmForget>>(), golden, suffix, gradients),
            "mlstm" => new PlainCell(
                CellReference.Of<MlstmReference<LogisticSlstmForget>>(), golden, suffix, gradients),
            "delta" when golden.Setting("decays").GetBoolean() => new PlainCell(
                CellReference.Of<DeltaReference<GatedDeltaDecay>>(), golden, suffix, gradients),
            "delta" => new PlainCell(CellReference.Of<DeltaReference<NoDeltaDecay>>(), golden, suffix, gradients),
            _ => new GruCell(golden, suffix, gradients),
        };

    protected double[,] Matrix(string name)
    {
        int[] shape = golden.Shape(name + suffix);
        var matrix = new double[shape[0], shape[1]];
        golden.Values(name + suffix).CopyTo(Near.Flat(matrix));
        return matrix;
    }

    protected double[] Vector(string name) => golden.Values(name + suffix);

    /// <summary>PyTorch's two biases as the one of the twin.</summary>
    protected double[] BiasSum() => [.. Vector("bias_ih").Zip(Vector("bias_hh"), (a, b) => a + b)];

    protected void Add(string name, Array gradient)
    {
        ReadOnlySpan<double> values = Near.Flat(gradient);
        double[] sum = gradients.TryGetValue(name + suffix, out double[]? found)
            ? found
            : gradients[name + suffix] = new double[values.Length];
        for (int k = 0; k < sum.Length; k++)
        {
            sum[k] += values[k];
        }
    }

    private static double[] Last(double[,] h, double[] h0, bool reverse)
    {
        int steps = h.GetLength(0);
        return steps == 0 ? h0 : [.. Enumerable.Range(0, h.GetLength(1)).Select(k => h[reverse ? 0 : steps - 1, k])];
    }

    private sealed class LstmCell : TwinCell
    {
        private readonly LstmVariantWeights _weights;

        public LstmCell(Golden golden, string suffix, Dictionary<string, double[]> gradients)
            : base(golden, suffix, gradients)
        {
            _weights = new LstmVariantWeights(Matrix("weight_ih"), Matrix("weight_hh"), BiasSum())
            {
                Projection = golden.Number("projection") > 0 ? Matrix("weight_hr") : null,
            };
        }

        public override (double[,] H, double[] Final) Forward(double[,] x, double[] start, bool reverse)
        {
            (double[] h0, double[] c0) = Parts(start);
            LstmVariantStates states = LstmVariantReference.Forward(_weights, new LstmMasks(), x, h0, c0, reverse);
            return (states.H, [.. Last(states.H, h0, reverse), .. Last(states.C, c0, reverse)]);
        }

        public override (double[,] Dx, double[] DStart) Backward(
            double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse)
        {
            ((double[] h0, double[] c0), (double[] dhLast, double[] dcLast)) = (Parts(start), Parts(dFinal));
            LstmVariantGradients d = LstmVariantReference.Backward(
                _weights, new LstmMasks(), x, h0, c0, dh, dhLast, dcLast, reverse);
            Add("weight_ih", d.Weights.W);
            Add("weight_hh", d.Weights.R);
            Add("bias_ih", d.Weights.B);
            Add("bias_hh", d.Weights.B);
            if (d.Weights.Projection is { } projection)
            {
                Add("weight_hr", projection);
                return (d.Dx, [.. d.Dh0, .. d.Dc0]);
            }

            // Without projection the plain twin must say the same.
            LstmGradients plain = LstmReference.Backward(
                new LstmWeights(_weights.W, _weights.R, _weights.B), x, h0, c0, dh, dhLast, dcLast, reverse);
            return (plain.Dx, [.. plain.Dh0, .. plain.Dc0]);
        }

        /// <summary>h, which may be projected, and c.</summary>
        private (double[] H, double[] C) Parts(double[] state)
        {
            int outputs = _weights.R.GetLength(1);
            return (state[..outputs], state[outputs..]);
        }
    }

    private sealed class GruCell : TwinCell
    {
        private readonly GruWeights _weights;

        public GruCell(Golden golden, string suffix, Dictionary<string, double[]> gradients)
            : base(golden, suffix, gradients)
        {
            double[] bias = Vector("bias_ih");
            double[]? recurrent = golden.Has("bias_hh" + suffix) ? Vector("bias_hh") : null;
            int gates = bias.Length / 3 * 2;
            for (int k = 0; recurrent is not null && k < gates; k++)
            {
                bias[k] += recurrent[k];
            }

            _weights = new GruWeights(Matrix("weight_ih"), Matrix("weight_hh"), bias, recurrent?[gates..]);
        }

        public override (double[,] H, double[] Final) Forward(double[,] x, double[] start, bool reverse)
        {
            double[,] h = GruReference.Forward(_weights, x, start, reverse);
            return (h, Last(h, start, reverse));
        }

        public override (double[,] Dx, double[] DStart) Backward(
            double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse)
        {
            GruGradients d = GruReference.Backward(_weights, x, start, dh, dFinal, reverse);
            Add("weight_ih", d.Dw);
            Add("weight_hh", d.Dr);
            Add("bias_ih", d.Db);
            if (_weights.ResetAfter)
            {
                Add("bias_hh", d.Db[..(2 * start.Length)].Concat(d.DRecurrentBias).ToArray());
            }

            return (d.Dx, d.Dh0);
        }
    }

    private sealed class ElmanCell : TwinCell
    {
        private readonly ElmanWeights _weights;

        public ElmanCell(Golden golden, string suffix, Dictionary<string, double[]> gradients)
            : base(golden, suffix, gradients)
        {
            _weights = new ElmanWeights(Matrix("weight_ih"), Matrix("weight_hh"), BiasSum());
        }

        public override (double[,] H, double[] Final) Forward(double[,] x, double[] start, bool reverse)
        {
            double[,] h = ElmanReference.Forward(_weights, x, start, reverse);
            return (h, Last(h, start, reverse));
        }

        public override (double[,] Dx, double[] DStart) Backward(
            double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse)
        {
            ElmanGradients d = ElmanReference.Backward(_weights, x, start, dh, dFinal, reverse);
            Add("weight_ih", d.Dw);
            Add("weight_hh", d.Dr);
            Add("bias_ih", d.Db);
            Add("bias_hh", d.Db);
            return (d.Dx, d.Dh0);
        }
    }

    /// <summary>A cell of one bias whose twin is written for all cells alike.</summary>
    private sealed class PlainCell : TwinCell
    {
        private readonly CellReference _twin;
        private readonly CellReferenceWeights _weights;

        public PlainCell(
            CellReference twin, Golden golden, string suffix, Dictionary<string, double[]> gradients)
            : base(golden, suffix, gradients)
        {
            _twin = twin;
            _weights = new CellReferenceWeights(
                Matrix("weight_ih"), golden.Has("weight_hh" + suffix) ? Matrix("weight_hh") : null, Vector("bias_ih"));
        }

        public override (double[,] H, double[] Final) Forward(double[,] x, double[] start, bool reverse) =>
            _twin.Forward(_weights, x, start, reverse);

        public override (double[,] Dx, double[] DStart) Backward(
            double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse)
        {
            CellReferenceGradients d = _twin.Backward(_weights, x, start, dh, dFinal, reverse);
            Add("weight_ih", d.Dw);
            Add("bias_ih", d.Db);
            if (d.Dr is { } recurrent)
            {
                Add("weight_hh", recurrent);
            }

            return (d.Dx, d.DStart);
        }
    }
}
