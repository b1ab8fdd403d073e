namespace Carousel.Reference.Laboratory;

/// <summary>Shape of a recurrent network of logistic units: I inputs, H hidden, O output units.</summary>
/// <param name="I">Inputs.</param>
/// <param name="H">Hidden units.</param>
/// <param name="O">Output units.</param>
/// <param name="Among">Whether output units feed all units, as hidden ones do.</param>
/// <param name="Delayed">Whether a layer of output units reads the hidden units of the step before.</param>
/// <param name="OutputsReadInputs">Whether a layer of output units reads the inputs.</param>
/// <param name="Bias">Whether every unit has a bias.</param>
internal sealed record RecurrentShape(int I, int H, int O, bool Among, bool Delayed, bool OutputsReadInputs, bool Bias)
{
    /// <summary>U: units whose activations of the step before are read.</summary>
    public int U => Among ? H + O : H;

    /// <summary>What a unit reads: inputs, bias, units.</summary>
    public int Sources => I + (Bias ? 1 : 0) + U;

    /// <summary>What a layer of output units reads.</summary>
    public int OutputSources => Among ? 0 : (OutputsReadInputs ? I : 0) + (Bias ? 1 : 0) + H;
}

/// <summary>Weights, or a change of them: Units [U, Sources] and Outputs [O, OutputSources].</summary>
internal sealed record RecurrentWeights(double[,] Units, double[,] Outputs);

/// <summary>
/// Textbook twin of RecurrentLanes, one network, double precision: h(t) = f(W z(t)), f logistic, z(t) = (x(t), 1,
/// h(t−1)), y(t) = f(V z′(t)).
/// It keeps the whole sequence, and gives the gradient of −½ Σ_o (t_o − y_o)² at the step just made in three ways.
/// </summary>
/// <remarks>
/// Williams and Zipser 1989 forwards; Rumelhart, Hinton and Williams 1986, Werbos 1990 backwards; Elman 1990 cut.
/// </remarks>
internal sealed class RecurrentReference
{
    private readonly List<double[]> _sources = [];
    private readonly List<double[]> _units = [];
    private readonly List<double[,,]> _sensitivities = [];
    private double[] _outputSources = [];

    /// <summary>A network at the start of a sequence.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="weights">Its weights; <see cref="Change"/> changes them.</param>
    public RecurrentReference(RecurrentShape shape, RecurrentWeights weights)
    {
        (Shape, Weights) = (shape, weights);
        Reset();
    }

    /// <summary>Its shape.</summary>
    public RecurrentShape Shape { get; }

    /// <summary>Its weights.</summary>
    public RecurrentWeights Weights { get; }

    /// <summary>[O], after <see cref="Step"/>.</summary>
    public double[] Outputs { get; private set; } = [];

    /// <summary>[U], after <see cref="Step"/>.</summary>
    public double[] Units => _units[^1];

    /// <summary>A sequence starts.</summary>
    public void Reset()
    {
        _sources.Clear();
        _units.Clear();
        _sensitivities.Clear();
        _units.Add(new double[Shape.U]);
        _sensitivities.Add(new double[Shape.U, Shape.U, Shape.Sources]);
    }

    /// <summary>One step.</summary>
    /// <param name="x">[I].</param>
    /// <param name="context">[U], read instead of the units of the step before, or null: to freeze what error does not
    /// pass.</param>
    public double[] Step(double[] x, double[]? context = null)
    {
        double[] before = context ?? Units;
        double[] z = [.. x, .. Bias(), .. before];
        double[] h = Logistic(Weights.Units, z);
        var p = new double[Shape.U, Shape.U, Shape.Sources];
        for (int u = 0; u < Shape.U; u++)
        {
            for (int s = 0; s < Shape.Sources; s++)
            {
                for (int k = 0; k < Shape.U; k++)
                {
                    double sum = k == u ? z[s] : 0;
                    for (int l = 0; l < Shape.U; l++)
                    {
                        sum += Weights.Units[k, Shape.Sources - Shape.U + l] * _sensitivities[^1][l, u, s];
                    }

                    p[k, u, s] = h[k] * (1 - h[k]) * sum;
                }
            }
        }

        _sources.Add(z);
        _units.Add(h);
        _sensitivities.Add(p);
        _outputSources = [.. Shape.OutputsReadInputs ? x : [], .. Bias(), .. Shape.Delayed ? before : h];
        Outputs = Shape.Among ? h[Shape.H..] : Logistic(Weights.Outputs, _outputSources);
        return Outputs;
    }

    /// <summary>By derivatives carried forward.</summary>
    /// <param name="errors">[O], t − y.</param>
    public RecurrentWeights RealTime(double[] errors)
    {
        RecurrentWeights gradient = OutputGradient(errors, out double[] toUnits);
        double[,,] p = Shape.Delayed ? _sensitivities[^2] : _sensitivities[^1];
        for (int u = 0; u < Shape.U; u++)
        {
            for (int s = 0; s < Shape.Sources; s++)
            {
                for (int k = 0; k < Shape.U; k++)
                {
                    gradient.Units[u, s] += toUnits[k] * p[k, u, s];
                }
            }
        }

        return gradient;
    }

    /// <summary>Backwards through time.</summary>
    /// <param name="errors">[O], t − y.</param>
    /// <param name="steps">Steps back at most; 1 of a layer of output units that reads the hidden units of the same
    /// step is Elman's cut.</param>
    public RecurrentWeights ThroughTime(double[] errors, int steps = int.MaxValue)
    {
        RecurrentWeights gradient = OutputGradient(errors, out double[] carried);
        int last = _sources.Count - 1;
        for (int t = Shape.Delayed ? last - 1 : last; t >= 0 && last - t < steps; t--)
        {
            var next = new double[Shape.U];
            for (int u = 0; u < Shape.U; u++)
            {
                double h = _units[t + 1][u];
                double delta = carried[u] * h * (1 - h);
                for (int s = 0; s < Shape.Sources; s++)
                {
                    gradient.Units[u, s] += delta * _sources[t][s];
                }

                for (int l = 0; l < Shape.U; l++)
                {
                    next[l] += Weights.Units[u, Shape.Sources - Shape.U + l] * delta;
                }
            }

            carried = next;
        }

        return gradient;
    }

    /// <summary>Adds rate · gradient to the weights.</summary>
    public void Change(RecurrentWeights gradient, double rate)
    {
        Add(Weights.Units, gradient.Units, rate);
        Add(Weights.Outputs, gradient.Outputs, rate);
    }

    /// <summary>sum += rate · values.</summary>
    public static void Add(double[,] sum, double[,] values, double rate)
    {
        for (int i = 0; i < sum.GetLength(0); i++)
        {
            for (int j = 0; j < sum.GetLength(1); j++)
            {
                sum[i, j] += rate * values[i, j];
            }
        }
    }

    private static double[] Logistic(double[,] w, double[] z)
    {
        var y = new double[w.GetLength(0)];
        for (int u = 0; u < y.Length; u++)
        {
            double sum = 0;
            for (int s = 0; s < z.Length; s++)
            {
                sum += w[u, s] * z[s];
            }

            y[u] = 1 / (1 + Math.Exp(-sum));
        }

        return y;
    }

    private double[] Bias() => Shape.Bias ? [1] : [];

    private RecurrentWeights OutputGradient(double[] errors, out double[] toUnits)
    {
        var gradient = new RecurrentWeights(
            new double[Shape.U, Shape.Sources], new double[Shape.Among ? 0 : Shape.O, Shape.OutputSources]);
        toUnits = new double[Shape.U];
        for (int o = 0; o < Shape.O; o++)
        {
            if (Shape.Among)
            {
                toUnits[Shape.H + o] = errors[o];
                continue;
            }

            double delta = errors[o] * Outputs[o] * (1 - Outputs[o]);
            for (int s = 0; s < Shape.OutputSources; s++)
            {
                gradient.Outputs[o, s] += delta * _outputSources[s];
            }

            for (int u = 0; u < Shape.U; u++)
            {
                toUnits[u] += delta * Weights.Outputs[o, Shape.OutputSources - Shape.U + u];
            }
        }

        return gradient;
    }
}
