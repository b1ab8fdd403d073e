using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Parameters with names, and layers inside. Immutable except for the values of its parameters.</summary>
/// <remarks>
/// A layer is made only from sizes and options; <see cref="Build"/> gives storage and first values to it and
/// everything inside.
/// A model is a layer: the path of names from it to a parameter is the parameter's name in files.
/// </remarks>
public abstract class Layer
{
    private readonly List<(Parameter Parameter, Initializer Initializer, int Blocks, string Own)> _parameters = [];
    private readonly List<(Layer Layer, string Own)> _layers = [];

    /// <summary>
    /// Path of names from the model to this layer; empty for the model itself. Known once the model is built.
    /// </summary>
    public string Path { get; private set; } = "";

    /// <summary>
    /// All parameters: first those of this layer, then those of the layers inside, in the order they were added.
    /// </summary>
    public IEnumerable<Parameter> Parameters =>
        _parameters.Select(p => p.Parameter).Concat(_layers.SelectMany(l => l.Layer.Parameters));

    /// <summary>The parameters of this layer, without those of the layers inside.</summary>
    internal IEnumerable<Parameter> OwnParameters => _parameters.Select(p => p.Parameter);

    /// <summary>The layers directly inside, in the order they were added.</summary>
    public IEnumerable<Layer> Layers => _layers.Select(l => l.Layer);

    /// <summary>The layers inside this one under the names that it gives them.</summary>
    public IEnumerable<(string Name, Layer Layer)> NamedLayers => _layers.Select(l => (l.Own, l.Layer));

    /// <summary>How many values are trained.</summary>
    public long ParameterCount => Parameters.Sum(p => (long)p.Shape.Length);

    /// <summary>The layer's class; the name of its cell where several cells share a class.</summary>
    internal virtual string KindName => GetType().Name;

    /// <summary>True once <see cref="Build"/> or <see cref="Allocate"/> has run.</summary>
    public bool IsBuilt { get; private set; }

    /// <summary>Names all parameters, makes their storage and gives them their first values.</summary>
    /// <param name="backend">Where the values live.</param>
    /// <param name="seed">The same seed gives the same values, whatever else the program does.</param>
    public void Build(Backend backend, ulong seed)
    {
        Allocate(backend);
        foreach (Parameter parameter in Parameters)
        {
            // A model with first values will be trained: its gradients are made now, not in the middle of the first
            // step.
            _ = parameter.Gradient;
        }

        foreach ((Parameter parameter, Initializer initializer, int blocks) in Initialized())
        {
            var values = new float[parameter.Shape.Length];
            int rows = parameter.Shape[0];
            int columns = rows == 0 ? 0 : values.Length / rows;
            initializer.Fill(
                values, rows, columns, blocks, new CounterRandom(seed, CounterRandom.Purpose(parameter.Name)));
            parameter.Set(values);
        }
    }

    /// <summary>
    /// Names all parameters and says where they will live, every value 0: for a model whose values are read next.
    /// Drawing them would cost more than reading.
    /// </summary>
    /// <param name="backend">Where the values live.</param>
    public void Allocate(Backend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        Name("");
        foreach (Parameter parameter in Parameters)
        {
            parameter.Allocate(backend);
        }

        MarkBuilt();
    }

    /// <summary>Sets all gradients to 0.</summary>
    /// <param name="backend">The backend the layer was built on.</param>
    public void ClearGradients(Backend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        foreach (Parameter parameter in Parameters)
        {
            backend.Clear(parameter.Gradient);
        }
    }

    /// <summary>Adds a parameter to this layer.</summary>
    /// <param name="name">Name inside the layer, such as <c>weight</c>.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="initializer">How it begins.</param>
    /// <param name="blocks">Equal blocks of rows that are initialised each on its own.</param>
    /// <returns>The parameter.</returns>
    protected Parameter AddParameter(string name, Shape shape, Initializer initializer, int blocks = 1)
    {
        var parameter = new Parameter(name, shape);
        _parameters.Add((parameter, initializer, blocks, name));
        return parameter;
    }

    /// <summary>Adds a layer inside.</summary>
    /// <typeparam name="TLayer">Its type.</typeparam>
    /// <param name="name">Name inside this layer, such as <c>encoder</c>; part of its parameters' names.</param>
    /// <param name="layer">The layer.</param>
    /// <returns>The layer.</returns>
    protected TLayer AddLayer<TLayer>(string name, TLayer layer)
        where TLayer : Layer
    {
        ArgumentNullException.ThrowIfNull(layer);
        _layers.Add((layer, name));
        return layer;
    }

    /// <summary>Gives every parameter inside its name, without memory for its values.</summary>
    internal void Name() => Name("");

    private void Name(string path)
    {
        Path = path;
        string prefix = path.Length == 0 ? "" : path + ".";
        foreach ((Parameter parameter, _, _, string own) in _parameters)
        {
            parameter.Name = prefix + own;
        }

        foreach ((Layer layer, string own) in _layers)
        {
            layer.Name(prefix + own);
        }
    }

    private IEnumerable<(Parameter Parameter, Initializer Initializer, int Blocks)> Initialized() =>
        _parameters.Select(p => (p.Parameter, p.Initializer, p.Blocks))
            .Concat(_layers.SelectMany(l => l.Layer.Initialized()));

    private void MarkBuilt()
    {
        IsBuilt = true;
        foreach ((Layer layer, _) in _layers)
        {
            layer.MarkBuilt();
        }
    }
}
