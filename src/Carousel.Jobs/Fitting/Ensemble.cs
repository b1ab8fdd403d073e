using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>Networks of one design with different initial parameters; their answers are averaged.</summary>
/// <typeparam name="TNetwork">One of them.</typeparam>
internal abstract class Ensemble<TNetwork> : Layer
    where TNetwork : Layer
{
    /// <summary>Networks.</summary>
    /// <param name="count">M: how many.</param>
    /// <param name="make">Makes one, not yet built.</param>
    /// <param name="name">Prefix of the names of a network's tensors; null for its number.</param>
    protected Ensemble(int count, Func<TNetwork> make, Func<int, string>? name = null) =>
        Members = [.. Enumerable.Range(0, count).Select(m => AddLayer(name?.Invoke(m) ?? $"member.{m}", make()))];

    /// <summary>The networks.</summary>
    public TNetwork[] Members { get; }

    /// <summary>What is trained on: the mean over the networks of their losses.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="losses">Of the networks, or of those that have one.</param>
    public Variable Mean(Tape tape, IEnumerable<Variable> losses) =>
        Mean(tape, losses.Aggregate(tape.Add));

    /// <summary>The mean of losses, for steps that allocate nothing.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="sum">The sum of the networks' losses.</param>
    public Variable Mean(Tape tape, Variable sum) =>
        Members.Length == 1 ? sum : tape.Scale(sum, 1f / Members.Length);

    /// <summary>Scales the limit as averaging scales the common norm of gradients: by 1/√M.</summary>
    /// <param name="options">How one network is trained.</param>
    public TrainerOptions Clip(TrainerOptions options) => options with
    {
        ClipNorm = options.ClipNorm / Math.Sqrt(Members.Length),
    };
}
