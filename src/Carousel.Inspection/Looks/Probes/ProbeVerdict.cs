namespace Carousel.Inspection.Looks;

/// <summary>Whether the states encode a property, or why there is no verdict.</summary>
internal enum ProbeVerdict
{
    /// <summary>
    /// It is read better than from the input, than the most frequent class or the mean, and than chance.
    /// </summary>
    Known,

    /// <summary>It is not.</summary>
    NotShown,

    /// <summary>There are too few sequences for an interval that holds what it promises.</summary>
    FewGroups,

    /// <summary>The property changes so slowly that no two parts of the data are free of each other.</summary>
    TooSlow,
}
