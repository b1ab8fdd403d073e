namespace Carousel.Survival;

/// <summary>The simple method that the network holds inside: it learns what that leaves.</summary>
public enum SurvivalRival
{
    /// <summary>Logistic regression of each period ahead on the counts of the last period and of all so far.</summary>
    Logistic,

    /// <summary>None: the network learns the hazards itself.</summary>
    None,
}
