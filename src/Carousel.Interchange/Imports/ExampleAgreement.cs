using System.Globalization;

namespace Carousel.Interchange.Imports;

/// <summary>How the steps of stored inputs and outputs can stand.</summary>
internal enum ExampleSteps
{
    /// <summary>[B, T, …].</summary>
    InOrder,

    /// <summary>
    /// [B, T, …], the outputs from the last step to the first, as Keras gives them with go_backwards.
    /// </summary>
    Turned,

    /// <summary>
    /// [B, T, …] or, as PyTorch stores without batch_first, [T, B, …]: what the network answers tells.
    /// </summary>
    AnyAxis,
}

/// <summary>How near a network is to stored outputs.</summary>
/// <param name="Sequences">How many there are.</param>
/// <param name="Numbers">How many numbers were compared.</param>
/// <param name="Largest">The largest difference.</param>
/// <param name="Share">It as a share of the largest stored number.</param>
/// <param name="IsStepsFirst">Whether the first axis is that of the steps.</param>
internal sealed record ExampleAgreement(int Sequences, int Numbers, double Largest, double Share, bool IsStepsFirst)
{
    /// <summary>What was found, as a sentence.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"checked: {Numbers} stored numbers, largest "
        + $"difference {Largest:0.0e+0}{(IsStepsFirst ? ", read as [steps, batch, …] (batch_first=False)" : "")}");
}
