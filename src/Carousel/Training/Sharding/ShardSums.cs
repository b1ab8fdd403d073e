using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>
/// Room for the gradients of nodes of the tree: those of each node are in one block, in the order of the parameters. A
/// parameter's gradient is a window on the block that a shard writes to.
/// </summary>
internal sealed class ShardSums : IDisposable
{
    // Values of a line of memory: no two parameters share one.
    private const int Line = 16;

    private readonly Backend _backend;
    private readonly Parameter[] _parameters;
    private readonly Tensor[][] _windows;
    private readonly TensorStorage[] _blocks;

    /// <summary>Room for some nodes.</summary>
    /// <param name="backend">Where the parameters live.</param>
    /// <param name="parameters">Built parameters that are trained.</param>
    /// <param name="blocks">How many nodes are held at once.</param>
    public ShardSums(Backend backend, Parameter[] parameters, int blocks)
    {
        (_backend, _parameters) = (backend, parameters);
        int length = 0;
        int[] offsets = new int[parameters.Length];
        for (int p = 0; p < parameters.Length; p++)
        {
            offsets[p] = length;
            length = checked(length + ((parameters[p].Shape.Length + Line - 1) / Line * Line));
        }

        _blocks = [.. Enumerable.Range(0, blocks).Select(_ => backend.Allocate(length))];
        Nodes = [.. _blocks.Select(block => new Tensor(block, 0, new Shape(length)))];
        _windows =
        [
            .. _blocks.Select(block =>
                parameters.Select((p, i) => new Tensor(block, offsets[i], p.Shape)).ToArray()),
        ];
        foreach (Tensor node in Nodes)
        {
            backend.Clear(node);
        }
    }

    /// <summary>The whole block of each node.</summary>
    public Tensor[] Nodes { get; }

    /// <summary>Memory of all nodes but one.</summary>
    public long Bytes => (Nodes.Length - 1L) * Nodes[0].Length * sizeof(float);

    /// <summary>Gradients of the parameters are a node's from now on.</summary>
    public void Use(int node)
    {
        for (int p = 0; p < _parameters.Length; p++)
        {
            _parameters[p].HoldGradient(_windows[node][p]);
        }
    }

    /// <summary>Sets a node to 0.</summary>
    public void Clear(int node) => _backend.Clear(Nodes[node]);

    /// <summary>Adds the node that follows to a node.</summary>
    public void Join(int node) => _backend.AddScaled(1, Nodes[node + 1], Nodes[node]);

    public void Dispose()
    {
        foreach (Parameter parameter in _parameters)
        {
            parameter.ReleaseGradient();
        }

        foreach (TensorStorage block in _blocks)
        {
            block.Dispose();
        }
    }
}
