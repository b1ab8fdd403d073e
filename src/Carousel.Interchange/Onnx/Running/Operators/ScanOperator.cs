using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>
/// Runs a graph once for each step of its inputs: states go from step to step, rows of each step become tensors
/// (onnx.ai, operator Scan from set 9 on).
/// </summary>
internal sealed class ScanOperator
{
    private readonly OnnxNode _node;
    private readonly OnnxGraph _graph;
    private readonly GraphProgram _body;
    private readonly int _states;
    private readonly int[] _inputAxes;
    private readonly int[] _outputAxes;
    private readonly bool[] _inputReverse;
    private readonly bool[] _outputReverse;

    private ScanOperator(OnnxNode node)
    {
        _node = node;
        if (node.Version < 9)
        {
            throw node.NotTaken(
                "has the form of operator set 8, with an axis of sequences in front and their lengths as an input. "
                + "Convert the model to operator set 9 or later, or export it anew.");
        }

        _graph = node.Body("body") ?? throw node.Wrong("lacks its body.");
        int scanned = node.Small("num_scan_inputs", 0);
        _states = node.Inputs.Length - scanned;
        int rows = _graph.Outputs.Length - _states;
        if (scanned < 1 || _states < 0 || rows < 0 || _graph.Inputs.Length != node.Inputs.Length)
        {
            throw node.Wrong(
                $"has {node.Inputs.Length} inputs, of which it scans {scanned}, and a body of {_graph.Inputs.Length} "
                + $"inputs and {_graph.Outputs.Length} outputs, which do not go together.");
        }

        (_inputAxes, _outputAxes) = (List("scan_input_axes", scanned), List("scan_output_axes", rows));
        (_inputReverse, _outputReverse) = (
            Directions("scan_input_directions", scanned), Directions("scan_output_directions", rows));
        _body = new GraphProgram(_graph);
    }

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = new Dictionary<string, OperatorMaker>
    {
        ["Scan"] = node => new ScanOperator(node).Run,
    };

    private int[] List(string name, int count)
    {
        int[] values = _node.Wholes(name) ?? new int[count];
        return values.Length == count
            ? values
            : throw _node.Wrong($"has {values.Length} {name}, where {count} are expected.");
    }

    private bool[] Directions(string name, int count) =>
        Array.ConvertAll(
            List(name, count),
            d => d is 0 or 1 ? d == 1 : throw _node.Wrong($"has {name} = {d}, where 0 or 1 is expected."));

    private OnnxTensor[] Run(NodeCall call)
    {
        var inputs = new ScanInput[_inputAxes.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new ScanInput(call, call[_states + i], _inputAxes[i], _inputReverse[i]);
        }

        int steps = inputs[0].Steps;
        if (inputs.FirstOrDefault(i => i.Steps != steps) is { } other)
        {
            throw call.Wrong($"scans inputs of {steps} and of {other.Steps} steps: all have to have as many.");
        }

        if (!call.Resources.TryTakeSteps(steps))
        {
            throw call.Wrong(
                $"would bring the steps of all bodies of the run to more than {call.Resources.MostSteps}, which "
                + $"the {call.Resources.Memory.Most >> 20} MB that it may take stand for. Allow more, or give shorter "
                + $"inputs.");
        }

        var states = new OnnxTensor[_states];
        for (int i = 0; i < _states; i++)
        {
            states[i] = call[i];
            call.Resources.Memory.Hold(states[i]);
        }

        var scope = new RunScope(_graph, call.Resources, call.Scope);
        var rows = new FreshTensor[_graph.Outputs.Length - _states];
        for (int step = 0; step < steps; step++)
        {
            call.Resources.Memory.Begin();
            try
            {
                for (int i = 0; i < _graph.Inputs.Length; i++)
                {
                    scope.Set(_graph.Inputs[i], i < _states ? states[i] : inputs[i - _states].At(call, step));
                }
            }
            finally
            {
                call.Resources.Memory.End();
            }

            OnnxTensor[] made = _body.Run(scope);
            for (int i = 0; i < _states; i++)
            {
                OnnxTensor before = states[i];
                states[i] = made[i].Type == states[i].Type && made[i].Dims.SequenceEqual(states[i].Dims) ? made[i]
                    : throw call.Wrong(
                        $"has a state that was {states[i]} and is {made[i]} behind step {step + 1}: a state keeps its "
                        + $"type and sizes.");
                call.Resources.Memory.Hold(states[i]);
                call.Resources.Memory.Release(before);
            }

            for (int i = 0; i < rows.Length; i++)
            {
                Put(call, rows, i, made[_states + i], steps, step);
            }

            scope.Clear();
        }

        Array.ForEach(states, call.Resources.Memory.Pass);

        return [
            .. states, .. rows.Select((r, i) => Turned(call, steps == 0 ? Empty(call, i) : r.Done, _outputAxes[i])),
        ];
    }

    private void Put(NodeCall call, FreshTensor[] rows, int index, OnnxTensor row, int steps, int step)
    {
        if (step == 0)
        {
            rows[index] = call.New(row.Type, [steps, .. row.Dims]);
        }

        if (row.Type != rows[index].Type || !row.Dims.SequenceEqual(rows[index].Dims.AsSpan(1)))
        {
            throw call.Wrong(
                $"has a body whose output '{_graph.Outputs[_states + index]}' is {row} in step {step + 1} and "
                + $"was {rows[index].Type.Name()} [{OnnxTensor.Text(rows[index].Dims.AsSpan(1))}] before: rows of all "
                + $"steps have to be of one type and size.");
        }

        int place = _outputReverse[index] ? steps - 1 - step : step;
        row.Bytes.CopyTo(rows[index].Bytes.AsSpan(place * row.Bytes.Length));
    }

    // Where no step ran, sizes are those that the file tells.
    private OnnxTensor Empty(NodeCall call, int index) => _graph.OutputPorts[_states + index] is { Axes: { } axes } port
        ? call.New(port.Type, [0, .. axes.Select(a => a.Size ?? 0)]).Done
        : throw call.Wrong(
            $"runs over no step, and its file does not tell the sizes of its output {_states + index + 1}. Give one "
            + $"step at least.");

    // The axis of steps comes first until all rows are there.
    private static OnnxTensor Turned(NodeCall call, OnnxTensor rows, int axis)
    {
        int to = call.Axis(axis, rows.Rank);
        if (to == 0)
        {
            return rows;
        }

        List<int> order = [.. Enumerable.Range(1, rows.Rank - 1)];
        order.Insert(to, 0);
        int[] dims = rows.Dims.ToArray(), strides = MovementOperators.Strides(dims);
        return StridedCopy.Run(call, rows, [.. order.Select(a => dims[a])], [.. order.Select(a => strides[a])]);
    }

    /// <summary>An input that is read step by step.</summary>
    private sealed class ScanInput
    {
        private readonly OnnxTensor _tensor;
        private readonly int[] _dims;
        private readonly int[] _strides;
        private readonly int _stride;
        private readonly bool _isReverse;
        private readonly int _axis;

        public ScanInput(NodeCall call, OnnxTensor tensor, int axis, bool isReverse)
        {
            (_tensor, _isReverse, _axis) = (tensor, isReverse, call.Axis(axis, tensor.Rank));
            int[] dims = tensor.Dims.ToArray(), strides = MovementOperators.Strides(dims);
            (Steps, _stride) = (dims[_axis], strides[_axis]);
            _dims = [.. dims.Where((_, a) => a != _axis)];
            _strides = [.. strides.Where((_, a) => a != _axis)];
        }

        public int Steps { get; }

        public OnnxTensor At(NodeCall call, int step)
        {
            int place = (_isReverse ? Steps - 1 - step : step) * _stride;
            int size = _tensor.Type.Size();

            // Rows that lie together are no copy.
            return _axis == 0
                ? new OnnxTensor(_tensor.Type, _dims, _tensor.Memory.Slice(place * size, _tensor.Memory.Length / Steps))
                : StridedCopy.Run(call, _tensor, _dims, _strides, place);
        }
    }
}
