using Carousel.Networks;

namespace Carousel.Inspection.Looks;

/// <summary>What the quantities of a trace are called.</summary>
internal static class QuantityNames
{
    /// <summary>In words.</summary>
    public static string Words(TraceQuantity quantity) => quantity switch
    {
        TraceQuantity.Hidden => "hidden state",
        TraceQuantity.Cell => "cell state",
        TraceQuantity.InputGate => "input gate",
        TraceQuantity.ForgetGate => "forget gate",
        TraceQuantity.OutputGate => "output gate",
        TraceQuantity.Candidate => "candidate",
        TraceQuantity.ResetGate => "reset gate",
        TraceQuantity.Normalizer => "normaliser",
        TraceQuantity.Stabilizer => "stabiliser",
        _ => "update gate",
    };

    /// <summary>In the header of a CSV file.</summary>
    public static string Key(TraceQuantity quantity) => quantity switch
    {
        TraceQuantity.Hidden => "hidden",
        TraceQuantity.Cell => "cell",
        _ => Words(quantity).Replace(' ', '_'),
    };

    /// <summary>Whether its values are from 0 to 1.</summary>
    public static bool IsGate(TraceQuantity quantity) =>
        quantity is not (TraceQuantity.Hidden or TraceQuantity.Cell or TraceQuantity.Candidate
            or TraceQuantity.Normalizer or TraceQuantity.Stabilizer);
}
