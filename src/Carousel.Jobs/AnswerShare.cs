using Carousel.Jobs.Fitting;

namespace Carousel.Jobs;

/// <summary>How much of a model's answers its network gives; a simpler method inside gives the rest.</summary>
/// <param name="Network">The weight of the network, or of its correction of the method: 0 if it takes no part, at most
/// 1.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record AnswerShare(double Network, string Sentence)
{
    /// <summary>A model without another method inside.</summary>
    public static AnswerShare Alone { get; } = new(1, "Only the network answers.");

    /// <summary>What a look inside the network has to say of it; null where only the network answers.</summary>
    internal string? InspectionNote => this == Alone ? null
        : $"{Sentence} Gates and states are those of the network{(Network == 0 ? ", which has no weight" : "")}.";

    /// <summary>The share of a network that is combined with one method.</summary>
    /// <param name="method">The method without an article, such as <c>ridge regression</c>.</param>
    /// <param name="network">The weight of the network, from 0 to 1.</param>
    internal static AnswerShare Of(string method, double network) =>
        network == 1 ? Alone : Correcting(method, network);

    /// <summary>The share of a network whose output is added to one method, which always answers.</summary>
    /// <param name="method">The method without an article.</param>
    /// <param name="network">The factor of the network's output, from 0 to 1.</param>
    internal static AnswerShare Correcting(string method, double network) => new(
        network,
        $"The answer is that of the {method} inside the model" + (network == 0 ? "; the network adds nothing to it."
            : $", corrected by the network (weight {FigureText.Percent(network, 0)})."));
}
