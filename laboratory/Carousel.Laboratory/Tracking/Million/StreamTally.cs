namespace Carousel.Laboratory.Tracking.Million;

/// <summary>Counts right answers, decade by decade.</summary>
internal sealed class StreamTally
{
    private int _until = 10;
    private int _begun;
    private int _rightHere;
    private int _right;

    /// <summary>Answers so far.</summary>
    public int Symbols { get; private set; }

    /// <summary>The first wrong one, from 1; null for none.</summary>
    public int? FirstWrong { get; private set; }

    /// <summary>Share of right answers so far.</summary>
    public double Right => (double)_right / Symbols;

    /// <summary>Counts an answer.</summary>
    /// <param name="isRight">Whether it is right.</param>
    /// <returns>Share of right answers in the decade that ends with it; null where none does.</returns>
    public double? Add(bool isRight)
    {
        Symbols++;
        _right += isRight ? 1 : 0;
        _rightHere += isRight ? 1 : 0;
        FirstWrong ??= isRight ? null : Symbols;
        if (Symbols < _until)
        {
            return null;
        }

        double share = (double)_rightHere / (Symbols - _begun);
        (_begun, _rightHere, _until) = (Symbols, 0, 10 * _until);
        return share;
    }
}
