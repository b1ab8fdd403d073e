using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>Which optimiser, and its numbers. The learning rate is the trainer's.</summary>
public abstract record OptimizerOptions
{
    /// <summary>The optimiser with its state, all zero, for these parameters.</summary>
    /// <param name="backend">Where the parameters live.</param>
    /// <param name="parameters">Built parameters.</param>
    /// <returns>A new optimiser.</returns>
    public abstract Optimizer Create(Backend backend, IReadOnlyList<Parameter> parameters);

    /// <summary>Name and numbers, for checkpoints.</summary>
    internal abstract IEnumerable<KeyValuePair<string, string>> ToSettings();
}
