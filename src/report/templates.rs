//! What the page is made of: the templates, style and scripts of the program, or somebody's own in their place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;

/// The shell of the page; it includes the others.
pub(super) const SHELL: &str = "report.html";
pub(super) const STYLE: &str = "report.css";
/// One script in four files: opening the data, the table that shows only what is on the screen, the views, the start.
pub(super) const SCRIPTS: [&str; 4] = ["data.js", "grid.js", "report.js", "start.js"];

/// Every file that can be replaced, as the program has it.
const BUILT_IN: [(&str, &str); 9] = [
    (SHELL, include_str!("../../templates/report.html")),
    ("overview.html", include_str!("../../templates/overview.html")),
    ("views.html", include_str!("../../templates/views.html")),
    ("guide.html", include_str!("../../templates/guide.html")),
    (STYLE, include_str!("../../templates/report.css")),
    (SCRIPTS[0], include_str!("../../templates/data.js")),
    (SCRIPTS[1], include_str!("../../templates/grid.js")),
    (SCRIPTS[2], include_str!("../../templates/report.js")),
    (SCRIPTS[3], include_str!("../../templates/start.js")),
];

/// Pictures that a page can carry, and what kind of data they are.
const LOGOS: [(&str, &str); 3] =
    [("logo.svg", "image/svg+xml"), ("logo.png", "image/png"), ("logo.jpg", "image/jpeg")];
/// The largest of them, in bytes: it stands in every report.
const LARGEST_LOGO: usize = 256 * 1024;

/// What the page is made of.
#[derive(Debug, Clone)]
pub struct Templates {
    parts: BTreeMap<&'static str, String>,
    logo: Option<String>,
}

/// Templates that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// A file or folder cannot be read or written.
    #[error("cannot use {path}: {source}; --templates wants a folder that can be read")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder holds a file that no page is made of.
    #[error(
        "{path} is none of the files a report is made of: {known}; take it out, or give it its right name"
    )]
    Unknown {
        /// The file.
        path: PathBuf,
        /// What there may be.
        known: String,
    },
    /// A file that would make the page unsafe, or is none.
    #[error("{path} cannot be used: {what}")]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why, and what to do.
        what: String,
    },
}

impl Default for Templates {
    fn default() -> Templates {
        let parts = BUILT_IN.iter().map(|(name, text)| (*name, (*text).to_owned()));
        Templates { parts: parts.collect(), logo: None }
    }
}

impl Templates {
    /// Those of a folder in place of the program's own: any of them, and a logo.
    ///
    /// # Errors
    /// When the folder cannot be read, holds something else, or a template would let a text of others be markup.
    pub fn read(folder: &Path) -> Result<Templates, TemplateError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| TemplateError::Io { path, source }
        };
        let mut templates = Templates::default();
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(io(folder))? {
            paths.push(entry.map_err(io(folder))?.path());
        }
        paths.sort();
        for path in paths {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with('.') {
                continue;
            }
            if let Some((_, kind)) = LOGOS.iter().find(|(logo, _)| *logo == name) {
                let bytes = std::fs::read(&path).map_err(io(&path))?;
                if bytes.len() > LARGEST_LOGO {
                    let what = format!("it has {} bytes, and a logo at most {LARGEST_LOGO}", bytes.len());
                    return Err(TemplateError::Refused { path, what });
                }
                templates.logo = Some(format!("data:{kind};base64,{}", STANDARD.encode(bytes)));
            } else if let Some((part, _)) = BUILT_IN.iter().find(|(part, _)| *part == name) {
                let text = std::fs::read_to_string(&path).map_err(io(&path))?;
                if let Some(what) = unsafe_by(part, &text) {
                    return Err(TemplateError::Refused { path, what });
                }
                templates.parts.insert(part, text);
            } else {
                let known = BUILT_IN.iter().map(|(part, _)| *part).chain(LOGOS.iter().map(|(logo, _)| *logo));
                let known = known.collect::<Vec<_>>().join(", ");
                return Err(TemplateError::Unknown { path, known });
            }
        }
        // A mistake in their language is told before anything is collected.
        let parsed = tera::Tera::default().add_raw_templates(templates.pages());
        parsed.map_err(|error| TemplateError::Refused { path: folder.to_owned(), what: told(&error) })?;
        Ok(templates)
    }

    /// Writes the program's own into a folder, to begin with. Files that are there stay.
    ///
    /// # Errors
    /// When one of them is there, or cannot be written.
    pub fn write_out(folder: &Path) -> Result<(), TemplateError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| TemplateError::Io { path, source }
        };
        std::fs::create_dir_all(folder).map_err(io(folder))?;
        for (name, text) in BUILT_IN {
            let path = folder.join(name);
            let mut file = std::fs::File::create_new(&path).map_err(io(&path))?;
            std::io::Write::write_all(&mut file, text.as_bytes()).map_err(io(&path))?;
        }
        Ok(())
    }

    /// A part by its name.
    pub(super) fn part(&self, name: &str) -> &str {
        self.parts.get(name).map_or("", String::as_str)
    }

    /// The parts that are rendered.
    pub(super) fn pages(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.parts
            .iter()
            .filter(|(name, _)| name.ends_with(".html"))
            .map(|(name, text)| (*name, text.as_str()))
    }

    /// The logo as an address that holds it; empty where there is none.
    pub(super) fn logo(&self) -> &str {
        self.logo.as_deref().unwrap_or_default()
    }

    pub(super) fn script(&self) -> String {
        SCRIPTS.iter().map(|name| self.part(name)).collect()
    }
}

/// Why a template must not be used.
fn unsafe_by(part: &str, text: &str) -> Option<String> {
    if part.ends_with(".html") {
        // Only what the program makes itself may stand unescaped, and only where it is written out.
        let made = Regex::new(r"\{\{-?\s*(style|script|data)\s*\|\s*safe\s*-?\}\}").ok()?;
        let others = made.replace_all(text, "");
        if let Some(found) = Regex::new(r"[^\n]*\|\s*safe\b").ok()?.find(&others) {
            let line = found.as_str().trim();
            return Some(format!("\"{line}\" would let a name be markup; leave out \"| safe\""));
        }
        if Regex::new(r"\{%-?\s*(filter\s+safe|autoescape)\b").ok()?.is_match(&others) {
            return Some("it turns escaping off, and with it a name could be markup; leave it on".to_owned());
        }
    } else if text.to_ascii_lowercase().contains("</s") {
        return Some("\"</s\" would end the style or script it stands in; write \"<\\/s\"".to_owned());
    }
    let policy = BUILT_IN[0].1.lines().find(|line| line.contains("Content-Security-Policy"));
    if part == SHELL && policy.is_none_or(|line| !text.contains(line.trim())) {
        return Some(
            "the page's Content-Security-Policy has to stay as it is in the program's own report.html: \
             touchpoint templates DIR writes that out"
                .to_owned(),
        );
    }
    None
}

/// An error of a template, as one of writing.
pub(super) fn broken(error: tera::Error) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidInput, told(&error))
}

/// What is wrong, and what caused that: the line of the template is told there.
fn told(error: &tera::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}
