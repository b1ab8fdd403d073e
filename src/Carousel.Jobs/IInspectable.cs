namespace Carousel.Jobs;

/// <summary>A model whose recurrent layers can be looked at.</summary>
internal interface IInspectable
{
    /// <summary>Opens the model.</summary>
    /// <returns>Its inside; valid as long as the model.</returns>
    IInspectedModel Inspect();

    /// <summary>
    /// Names of the parts that can be opened one at a time, that of <see cref="Inspect()"/> first; empty where there is
    /// one.
    /// </summary>
    IReadOnlyList<string> Parts => [];

    /// <summary>Opens one part.</summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    /// <returns>Its inside; valid as long as the model.</returns>
    /// <exception cref="Fitting.OptionException">The part can't be opened in this model.</exception>
    IInspectedModel Inspect(string part) => Inspect();
}
