using Carousel.Jobs.Fitting;

namespace Carousel.Jobs;

/// <summary>How much of a model's answers its network gives; a simpler method inside gives the rest.</summary>
/// <param name="Network">The weight of the network: from 0, it takes no part, to 1, only it answers.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record AnswerShare(double Network, string Sentence)
{
    /// <summary>A model without another method inside.</summary>
    public static AnswerShare Alone { get; } = new(1, "Only the network answers.");

    /// <summary>What a look inside the network has to say of it; null where only the network answers.</summary>
    internal string? InspectionNote => Network == 1 ? null
        : $"{Sentence} Only the network is inspected{(Network == 0 ? ", which takes no part" : "")}.";

    /// <summary>The share of a network that is combined with one method.</summary>
    /// <param name="method">The method without an article, such as <c>ridge regression</c>.</param>
    /// <param name="network">The weight of the network, from 0 to 1; 0 was chosen on validation rows.</param>
    internal static AnswerShare Of(string method, double network) => network == 1 ? Alone : new(network, network == 0
        ? $"The {method} inside the model gives the answer: on validation the network adds nothing to it."
        : $"The answer combines the {method} inside with the network (weight {FigureText.Percent(network, 0)}).");
}
