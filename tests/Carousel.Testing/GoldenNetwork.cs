using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Testing;

/// <summary>A golden file as a network of layers: names, layouts and biases of the one as those of the other.</summary>
public sealed class GoldenNetwork
{
    private readonly Golden _golden;
    private readonly string _kind;
    private readonly int _hidden;
    private readonly int _layers;
    private readonly int _ways;

    /// <summary>Each recurrent layer with the end of its tensors' names in PyTorch, by layer, then direction.</summary>
    private readonly List<(SequenceLayer Layer, string Suffix)> _cells = [];

    /// <summary>Makes the layer, without values.</summary>
    /// <param name="golden">A file of a recurrent network.</param>
    public GoldenNetwork(Golden golden)
    {
        _golden = golden;
        _kind = golden.Setting("kind").GetString()!;
        _hidden = (int)golden.Number("hidden");
        _layers = (int)golden.Number("layers");
        _ways = golden.Setting("bidirectional").GetBoolean() ? 2 : 1;
        Lengths = golden.Integers("lengths");
        Layer = Network();
    }

    /// <summary>The network.</summary>
    public SequenceLayer Layer { get; }

    public int[] Lengths { get; }

    public Shape StateShape => new(Lengths.Length, Layer.StateSize);

    /// <summary>The parts of a cell's state: h, then the rest.</summary>
    private string States => _kind switch
    {
        "lstm" => "hc",
        "slstm" => "hcnm",
        "mlstm" => "hCnm",
        "delta" => "hS",
        _ => "h",
    };

    public float[] Padded(string name) => _golden.Floats(name);

    /// <summary>
    /// The states of all layers and directions side by side, h then the rest of the state: [B, StateSize].
    /// </summary>
    /// <param name="h">The name of the tensor of h, such as <c>dh0</c>: those of the others have their letter in its
    /// place.</param>
    public float[] State(string h)
    {
        float[] state = new float[StateShape.Length];
        ForEachState(h, (k, name, index) => state[k] = (float)_golden.Values(name)[index]);
        return state;
    }

    public void SetParameters()
    {
        foreach ((Parameter parameter, double[] value, _) in Parameters())
        {
            parameter.Set(Near.Floats(value));
        }
    }

    public void Compare(string name, float[] actual)
    {
        double[] expected = _golden.Values(name);
        Near.Within(actual, expected, Math.Max(Near.Parity * expected.Max(Math.Abs), Near.Held), name);
    }

    public void CompareState(string h, Tensor actual)
    {
        float[] values = actual.ToArray();
        Dictionary<string, float[]> found = States.Select(part => Named(h, part))
            .ToDictionary(name => name, name => new float[_golden.Values(name).Length]);
        ForEachState(h, (k, name, index) => found[name][index] = values[k]);
        foreach ((string name, float[] state) in found)
        {
            Compare(name, state);
        }
    }

    public void CompareParameterGradients()
    {
        foreach ((Parameter parameter, _, double[] gradient) in Parameters())
        {
            Near.Largest(parameter.Gradient.ToArray(), gradient, Near.Parity, parameter.Name);
        }
    }

    /// <summary>
    /// Each parameter of the layer with its value and its gradient; the gradient is empty where the file has none.
    /// </summary>
    public IReadOnlyList<(Parameter Parameter, double[] Value, double[] Gradient)> Parameters()
    {
        bool hasGradients = _golden.Has("dx");
        (Parameter, double[], double[])[] all =
        [
            .. from cell in _cells
               from parameter in cell.Layer.Parameters
               select (parameter, Value(Own(parameter), cell.Suffix), hasGradients
                   ? Gradient(Own(parameter), cell.Suffix)
                   : []),
        ];
        return all.Length == Layer.Parameters.Count()
            ? all
            : throw new InvalidOperationException("A layer has parameters that the golden file has not.");
    }

    private static string Own(Parameter parameter) => parameter.Name[(parameter.Name.LastIndexOf('.') + 1)..];

    private static string Torch(string name) => name switch
    {
        "W" => "weight_ih",
        "R" => "weight_hh",
        "projection" => "weight_hr",
        "peepholes" => "peepholes",
        _ => throw new ArgumentException($"The parameter '{name}' has no counterpart."),
    };

    /// <summary>
    /// PyTorch has two biases: b is their sum, except for the candidate of a GRU that resets after the product, whose
    /// second one is q.
    /// </summary>
    private double[] Value(string name, string suffix)
    {
        if (name is not ("b" or "q"))
        {
            return _golden.Values(Torch(name) + suffix);
        }

        double[] input = _golden.Values("bias_ih" + suffix);
        double[] recurrent = _golden.Has("bias_hh" + suffix)
            ? _golden.Values("bias_hh" + suffix)
            : new double[input.Length];
        int inside = _kind == "gru" ? 2 * _hidden : input.Length;
        return name == "q"
            ? recurrent[inside..]
            : [.. input.Select((value, k) => k < inside ? value + recurrent[k] : value)];
    }

    private double[] Gradient(string name, string suffix) => name switch
    {
        "b" => _golden.Values("dbias_ih" + suffix),
        "q" => _golden.Values("dbias_hh" + suffix)[(2 * _hidden)..],
        _ => _golden.Values("d" + Torch(name) + suffix),
    };

    /// <summary>
    /// Calls back with each place in [B, StateSize], the tensor of the golden file, and the place in it.
    /// </summary>
    private void ForEachState(string h, Action<int, string, int> place)
    {
        for (int b = 0; b < Lengths.Length; b++)
        {
            int k = b * Layer.StateSize;
            for (int cell = 0; cell < _cells.Count; cell++)
            {
                foreach (char part in States)
                {
                    int units = _golden.Shape($"{part}0")[2];
                    for (int u = 0; u < units; u++)
                    {
                        place(k++, Named(h, part), (((cell * Lengths.Length) + b) * units) + u);
                    }
                }
            }
        }
    }

    private static string Named(string h, char part) => h.Replace('h', part);

    private SequenceLayer Network()
    {
        var layers = new SequenceLayer[_layers];
        int inputs = (int)_golden.Number("inputs");
        for (int l = 0; l < _layers; l++)
        {
            layers[l] = _ways == 1
                ? Cell(inputs, l, "")
                : new Bidirectional(Cell(inputs, l, ""), Cell(inputs, l, "_reverse"));
            inputs = layers[l].OutputSize;
        }

        return _layers == 1 ? layers[0] : new Stack(layers);
    }

    private SequenceLayer Cell(int inputs, int layer, string direction)
    {
        bool reverse = direction.Length > 0;
        SequenceLayer cell = _kind switch
        {
            "lstm" =>
                new Lstm(
                    inputs, _hidden, reverse,
                    new LstmOptions
                    {
                        Projection = (int)_golden.Number("projection"),
                        Peepholes = _golden.Has("peepholes_l0"),
                    }),
            "elman" => new Elman(inputs, _hidden, reverse),
            "gru" => new Gru(inputs, _hidden, reverse, resetAfter: true),
            "gru-reset-before" => new Gru(inputs, _hidden, reverse, resetAfter: false),
            "slstm" or "mlstm" or "delta" => RecurrentLayer.Of(
                Enum.Parse<CellKind>(_kind, ignoreCase: true), inputs, _hidden, new CellOptions
                {
                    Heads = (int)_golden.Number("heads"),
                    ExponentialForget = _golden.Setting("exponential").GetBoolean(),
                    Decays = _kind == "delta" && _golden.Setting("decays").GetBoolean(),
                }, reverse),
            _ => RecurrentLayer.Of(Enum.Parse<CellKind>(_kind, ignoreCase: true), inputs, _hidden, reverse),
        };
        _cells.Add((cell, $"_l{layer}{direction}"));
        return cell;
    }
}
