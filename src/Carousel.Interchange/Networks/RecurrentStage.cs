namespace Carousel.Interchange.Networks;

/// <summary>A stage with a state that travels from step to step and begins at 0.</summary>
/// <param name="Name">As of any stage.</param>
/// <param name="W">[G·H, I].</param>
/// <param name="R">[G·H, H].</param>
/// <param name="Bias">[G·H].</param>
/// <param name="Gates">G.</param>
public abstract record RecurrentStage(string Name, WeightMatrix W, WeightMatrix R, float[] Bias, int Gates)
    : Stage(Name, W.Columns, R.Columns)
{
    /// <summary>H: units.</summary>
    public int HiddenSize => R.Columns;
}
