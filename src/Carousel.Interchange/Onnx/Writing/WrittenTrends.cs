using Carousel.Networks;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// Means and slopes of the last steps: of sums in double precision, in the order of operations of the models. Trees
/// compare the results with numbers that occurred in training, where the last bit decides.
/// </summary>
internal sealed class WrittenTrends
{
    private readonly FeatureNodes _nodes;
    private readonly int _axes;
    private readonly int _features;

    // [time, 1, …]: 0, 1, 2, … and 1, 2, 3, …
    private readonly string _numbers;
    private readonly string _next;

    // [1 + time, …, F]: sums before each step, and in the end of all.
    private readonly string _sums;
    private readonly string _moments;

    /// <summary>Sums of the steps.</summary>
    /// <param name="nodes">What is drawn with.</param>
    /// <param name="steps">[time, …, F].</param>
    public WrittenTrends(FeatureNodes nodes, GraphValue steps)
    {
        (_nodes, _axes, _features) = (nodes, steps.Axes.Count, steps.Features);
        string count = nodes.Node("Gather", nodes.Node("Shape", steps.Name), nodes.Drawing.Integer(0));
        _numbers = nodes.Shape(nodes.Range(count), [-1, .. Enumerable.Repeat(1L, _axes)]);
        _next = nodes.Node("Add", _numbers, nodes.Drawing.Integers(1));
        string values = nodes.Doubles(steps.Name);
        _sums = Sums(values);
        _moments = Sums(nodes.Node("Mul", nodes.Doubles(_numbers), values));
    }

    /// <summary>The mean of the last steps.</summary>
    /// <param name="size">How many at most.</param>
    /// <returns>[time, …, F], in double precision.</returns>
    public string Mean(int size)
    {
        (string first, string count) = Window(size);
        return _nodes.Node("Div", Within(_sums, first), _nodes.Doubles(count));
    }

    /// <summary>The slope of the last steps, times their number; 0 while fewer than half are known.</summary>
    /// <param name="size">How many at most.</param>
    /// <returns>[time, …, F], in double precision.</returns>
    public string Slope(int size)
    {
        (string first, string known) = Window(size);
        string count = _nodes.Doubles(known), square = _nodes.Node("Mul", count, count);
        string middle = _nodes.Node("Div", _nodes.Doubles(_nodes.Node("Add", first, _numbers)), Double(2));
        string squares = _nodes.Node(
            "Div", _nodes.Node("Mul", count, _nodes.Node("Sub", square, Double(1))), Double(12));
        string moment = _nodes.Node("Sub", Within(_moments, first), _nodes.Node("Mul", middle, Within(_sums, first)));
        return _nodes.Node(
            OnnxNetworkGraph.Choice, _nodes.Node("Less", known, _nodes.Drawing.Integers(size / 2)), Double(0),
            _nodes.Node("Div", _nodes.Node("Mul", Double(size), moment), squares));
    }

    /// <summary>The mean of the last steps less that of the first.</summary>
    /// <param name="size">How many of each at most.</param>
    /// <returns>[time, …, F], in double precision.</returns>
    public string Change(int size)
    {
        string known = _nodes.Node("Min", _next, _nodes.Drawing.Integers(size));
        return _nodes.Node("Sub", Mean(size), _nodes.Node("Div", At(_sums, known), _nodes.Doubles(known)));
    }

    /// <summary>Parts side by side for each feature, in single precision.</summary>
    /// <param name="parts">[time, …, F] each.</param>
    /// <returns>[time, …, F·n].</returns>
    public string Joined(IReadOnlyList<string> parts)
    {
        string[] columns = [.. parts.Select(p => _nodes.Node("Unsqueeze", p, _nodes.Drawing.Integers(-1)))];
        return _nodes.Shape(
            _nodes.Singles(_nodes.Join(-1, columns)), [.. new long[_axes], _features * parts.Count]);
    }

    private string Sums(string values) => _nodes.Node(
        "CumSum", _nodes.Node("Pad", values, _nodes.Drawing.Integers([1, .. new long[(2 * _axes) + 1]])),
        _nodes.Drawing.Integer(0));

    /// <summary>The steps of each window: the first, and how many.</summary>
    private (string First, string Count) Window(int size)
    {
        string first = _nodes.Node(
            "Max", _nodes.Node("Sub", _next, _nodes.Drawing.Integers(size)), _nodes.Drawing.Integers(0));
        return (first, _nodes.Node("Sub", _next, first));
    }

    /// <summary>The sums of windows that begin at some steps.</summary>
    private string Within(string sums, string first) => _nodes.Node("Sub", At(sums, _next), At(sums, first));

    private string At(string sums, string places) =>
        _nodes.Node("Gather", OnnxAttributes.Of("axis", 0L), sums, _nodes.Shape(places, -1));

    private string Double(float value) => _nodes.Doubles(_nodes.Number(value));
}
