namespace Carousel.Tasks.Tagging;

/// <summary>How well one label was given.</summary>
/// <param name="Label">The label.</param>
/// <param name="True">Tokens that have it.</param>
/// <param name="Found">Tokens that were given it.</param>
/// <param name="Right">Both.</param>
public sealed record LabelScore(string Label, int True, int Found, int Right)
{
    /// <summary>Right / found; 0 where none was given it.</summary>
    public double Precision => Found == 0 ? 0 : (double)Right / Found;

    /// <summary>Right / true; 0 where none has it.</summary>
    public double Recall => True == 0 ? 0 : (double)Right / True;

    /// <summary>2·precision·recall / (precision + recall).</summary>
    public double F1 => True + Found == 0 ? 0 : 2.0 * Right / (True + Found);
}
