using Carousel.Layers;

namespace Carousel.Interchange.Onnx;

/// <summary>The weights of a recurrent node, checked against each other, in Carousel's order of gates.</summary>
internal sealed class ChainWeights
{
    // Where ONNX Runtime's LSTM in 8 bits has the scales of W and R; a zero point follows each.
    private const int WScale = 8, RScale = 10;

    private readonly ChainNode _node;
    private readonly RecurrentSettings _settings;
    private readonly OnnxTensor _w, _r;
    private readonly OnnxTensor? _bias, _peepholes;
    private readonly int _directions, _inputs;

    /// <summary>Checks the inputs W, R, B and, of an LSTM, P.</summary>
    /// <param name="node">The node.</param>
    /// <param name="settings">Its attributes.</param>
    /// <param name="inputs">Values of a step that it reads.</param>
    /// <exception cref="Carousel.Storage.ModelFileException">Weights do not fit each other or the input.</exception>
    public ChainWeights(ChainNode node, RecurrentSettings settings, int inputs)
    {
        (_node, _settings, _inputs, _directions) = (node, settings, inputs, settings.Reverse.Length);
        (_w, _r, _bias) = (node.Known(1), node.Known(2), node.Given(3));
        _peepholes = settings.Kind.HasCellState ? node.Given(7) : null;
        bool isTurned = IsInBytes(node.Node);
        if (_w.Rank != 3 || _r.Rank != 3)
        {
            throw node.Node.Wrong($"expects W and R with three axes, but is given {_w} and {_r}.");
        }

        Units = _r.Dims[isTurned ? 1 : 2];
        int rows = settings.Kind.GateCount * Units;
        if (settings.HiddenSize is { } said && said != Units)
        {
            throw node.Node.Wrong($"has hidden_size = {said}, but the recurrent weights R are {_r}, of {Units} units.");
        }

        if (Units == 0)
        {
            throw node.Node.Wrong($"has the recurrent weights R {_r}, without units.");
        }

        Require(_w, "W", isTurned, isTurned ? [_directions, inputs, rows] : [_directions, rows, inputs]);
        Require(_r, "R", isTurned, isTurned ? [_directions, Units, rows] : [_directions, rows, Units]);
        Require(_bias, "B", isBytes: false, _directions, 2 * rows);
        Require(_peepholes, "P", isBytes: false, _directions, 3 * Units);
    }

    /// <summary>Units of a direction.</summary>
    public int Units { get; }

    /// <summary>Whether a node is ONNX Runtime's LSTM with weights in 8 bits.</summary>
    public static bool IsInBytes(OnnxNode node) =>
        node is { Domain: OnnxDomains.Microsoft, OpType: "DynamicQuantizeLSTM" };

    /// <summary>The weights of a direction by the names of a layer's parameters.</summary>
    public Dictionary<string, float[]> Of(int direction)
    {
        RecurrentCell kind = _settings.Kind;
        int rows = kind.GateCount * Units;
        var order = GateOrder.Of(kind);
        float[] both = _bias is null ? _node.New(2 * rows) : Singles(_bias, direction);
        float[] fromInput = Reordered(both.AsSpan(0, rows), order), fromState = Reordered(both.AsSpan(rows), order);
        var weights = new Dictionary<string, float[]>
        {
            ["W"] = Reordered(Matrix(_w, direction, _inputs, WScale), order),
            ["R"] = Reordered(Matrix(_r, direction, Units, RScale), order),
            ["b"] = fromInput,
        };
        bool hasInner = kind.HasInnerBias && _settings.ResetsAfter;
        if (hasInner)
        {
            weights["q"] = fromState[(rows - Units)..];
        }

        for (int i = 0; i < (hasInner ? rows - Units : rows); i++)
        {
            fromInput[i] += fromState[i];
        }

        if (_peepholes is not null)
        {
            weights["peepholes"] = Reordered(Singles(_peepholes, direction), GateOrder.Peepholes);
        }

        return weights;
    }

    private void Require(OnnxTensor? tensor, string name, bool isBytes, params int[] dims)
    {
        if (tensor is not null && (!tensor.Dims.SequenceEqual(dims)
            || tensor.Type.IsReal() == isBytes || (isBytes && tensor.Type is not (OnnxType.Int8 or OnnxType.UInt8))))
        {
            throw _node.Node.Wrong(
                $"is given {name} {tensor}, but expects {(isBytes ? "int8 or uint8" : "real numbers")} "
                + $"[{OnnxTensor.Text(dims)}] for {_inputs} values of a step and {Units} units in {_directions} "
                + $"{(_directions == 1 ? "direction" : "directions")}.");
        }
    }

    /// <summary>A direction of a matrix, [rows, inner]; bytes are converted to the numbers that they
    /// represent.</summary>
    private float[] Matrix(OnnxTensor tensor, int direction, int inner, int scaleInput)
    {
        float[] values = Singles(tensor, direction);
        if (!IsInBytes(_node.Node))
        {
            return values;
        }

        (OnnxTensor scale, OnnxTensor zero) = (_node.Known(scaleInput), _node.Known(scaleInput + 1));
        int rows = _settings.Kind.GateCount * Units;
        if (!scale.Type.IsReal() || scale.Length != zero.Length
            || (scale.Length != _directions && scale.Length != _directions * rows))
        {
            throw _node.Node.Wrong(
                $"has the weights {tensor} with the scales {scale} and the zeros {zero}: one of each per direction "
                + $"or per column ({rows}) is expected.");
        }

        float[] scales = Singles(scale, direction), zeros = Singles(zero, direction), turned = _node.New(values.Length);
        for (int row = 0; row < rows; row++)
        {
            int own = scales.Length == 1 ? 0 : row;
            for (int i = 0; i < inner; i++)
            {
                turned[(row * inner) + i] = (float)((values[(i * rows) + row] - zeros[own]) * (double)scales[own]);
            }
        }

        return turned;
    }

    private float[] Singles(OnnxTensor tensor, int direction)
    {
        OnnxTensor part = tensor.Part(direction, _directions);
        _node.Take((long)part.Length * sizeof(float));
        return part.ToSingles();
    }

    private float[] Reordered(ReadOnlySpan<float> from, GateOrder order)
    {
        float[] to = _node.New(from.Length);
        order.ToCarousel(from, to);
        return to;
    }
}
