using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>Gradient descent with momentum.</summary>
/// <remarks>
/// v ← μ·v + g; θ ← θ − η·v, or with Nesterov θ ← θ − η·(g + μ·v). Sutskever, Martens, Dahl and Hinton 2013.
/// </remarks>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>μ: how much of the last direction is kept; 0 is plain gradient descent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Momentum { get; init => field = Settings.Share(value); } = 0.9;

    /// <summary>Looks ahead: joins the gradient with the momentum once more.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override Optimizer Create(Backend backend, IReadOnlyList<Parameter> parameters) =>
        new Sgd(this, backend, parameters);

    internal override IEnumerable<KeyValuePair<string, string>> ToSettings() =>
        [Settings.Of("optimiser", "sgd"), Settings.Of("momentum", Momentum), Settings.Of("nesterov", Nesterov)];

    private sealed class Sgd(SgdOptions options, Backend backend, IReadOnlyList<Parameter> parameters)
        : Optimizer(backend, parameters, "velocity")
    {
        protected override void Update(in Memory memory, double rate) =>
            Backend.SgdStep(
                new SgdKernel((float)rate, (float)options.Momentum, options.Nesterov),
                memory.Parameter.Gradient, memory.First, memory.Parameter.Value);
    }
}
