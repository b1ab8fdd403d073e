using Carousel.Interchange.Networks;
using Carousel.Networks;

namespace Carousel.Interchange.C;

/// <summary>
/// The shape of a network that is written in C: perhaps a table, recurrent stages, perhaps a pooling, a dense stage.
/// </summary>
internal sealed class CNetwork
{
    private readonly NetworkMember _first;

    /// <summary>The shape of a network.</summary>
    /// <exception cref="NotPortableException">It has another.</exception>
    public CNetwork(PortableNetwork network)
    {
        (Network, _first) = (network, network.Members[0]);
        Stage[] rest =
        [
            .. _first.Stages.SkipWhile(s => s is EmbeddingStage).SkipWhile(s => s is RecurrentStage)
                .SkipWhile(s => s is PoolingStage),
        ];
        bool fits = Recurrent.Count > 0 && _first.Stages.Count(s => s is EmbeddingStage or PoolingStage) <= 2
            && rest is [DenseStage { Activation: DenseActivation.Linear }]
            && _first.Before.All(s => s is RecurrentStage);
        if (!fits)
        {
            throw new NotPortableException(
                $"The network is {string.Join(", ", _first.All.Select(s => s.Name))}; only recurrent layers followed "
                + $"by one dense layer can be exported as C.");
        }
    }

    /// <summary>The network.</summary>
    public PortableNetwork Network { get; }

    /// <summary>The recurrent stages of the first member, which has the same shape as all others.</summary>
    public IReadOnlyList<RecurrentStage> Recurrent => [.. _first.Stages.OfType<RecurrentStage>()];

    /// <summary>The recurrent stages that read the past.</summary>
    public IReadOnlyList<RecurrentStage> Past => [.. _first.Before.OfType<RecurrentStage>()];

    /// <summary>Whether symbols are read.</summary>
    public bool ReadsSymbols => Network.Input.Symbols.Count > 0;

    /// <summary>Whether the last stage also reads the input.</summary>
    public bool Joins => _first.Stages[^1].JoinsInput;

    /// <summary>How steps are pooled; null where each has an answer.</summary>
    public StepPooling? Pooling => _first.Pooling is { Kind: not StepPooling.Last } pooling ? pooling.Kind : null;

    /// <summary>Inputs of a step; 1 for a symbol.</summary>
    public int Inputs => Network.Input.Values.Count;

    /// <summary>Values of a row of the past.</summary>
    public int PastInputs => Network.InputBefore?.Values.Count ?? 0;

    /// <summary>The most units of a recurrent stage.</summary>
    public int Units => Recurrent.Concat(Past).Max(s => s.HiddenSize);

    /// <summary>The most columns of a matrix.</summary>
    public int Widest => _first.All.Max(s => Math.Max(s.InputSize, s.OutputSize));
}
