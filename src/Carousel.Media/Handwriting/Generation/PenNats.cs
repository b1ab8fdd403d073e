namespace Carousel.Handwriting;

/// <summary>What points cost.</summary>
/// <param name="Offset">Nats of the offsets.</param>
/// <param name="Lift">Nats of whether the pen is lifted after each.</param>
internal readonly record struct PenNats(double Offset, double Lift)
{
    /// <summary>Both together.</summary>
    public double All => Offset + Lift;

    /// <summary>The cost of several.</summary>
    public static PenNats Sum(IEnumerable<PenNats> costs) =>
        costs.Aggregate(default(PenNats), (sum, cost) => new PenNats(sum.Offset + cost.Offset, sum.Lift + cost.Lift));
}
